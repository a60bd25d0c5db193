using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

internal static class GrpcRequest
{
    private const string ContentType = "application/grpc";

    public static bool IsGrpc(HttpRequest request)
    {
        var type = request.ContentType;
        return type is not null
            && type.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
            && (type.Length == ContentType.Length || type[ContentType.Length] is '+' or ';');
    }

    // False after an HTTP answer to what is no gRPC call.
    public static bool Accept(HttpContext context)
    {
        if (!IsGrpc(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return false;
        }

        if (HttpProtocol.IsHttp2(context.Request.Protocol) || HttpProtocol.IsHttp3(context.Request.Protocol))
            return true;

        context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        context.Response.Headers.Upgrade = "HTTP/2";
        return false;
    }
}
