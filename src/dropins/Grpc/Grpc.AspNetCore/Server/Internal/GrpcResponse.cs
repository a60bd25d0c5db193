using System.Globalization;
using Grpc.Core;
using Grpc.Core.Internal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Internal;

internal static class GrpcResponse
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";

    private static readonly string[] StatusTexts = [.. Enumerable.Range(0, 17).Select(code => code.ToString(CultureInfo.InvariantCulture))];

    public static void WriteFailure(HttpContext context, Status status)
    {
        context.Response.ContentType = "application/grpc";
        WriteStatus(context.Response, status, null, bodyWritten: false);
    }

    // Before the response has begun a failure goes out as "trailers-only": one block of headers that ends the stream.
    public static void WriteStatus(HttpResponse response, Status status, Metadata? trailers, bool bodyWritten)
    {
        var headers = bodyWritten || response.HasStarted || status.StatusCode == StatusCode.OK
            ? response.HttpContext.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers
            : response.Headers;
        headers[StatusHeader] = Text((int)status.StatusCode);
        if (!string.IsNullOrEmpty(status.Detail))
            headers[MessageHeader] = PercentEncoding.Encode(status.Detail);
        if (trailers is null)
            return;

        for (var i = 0; i < trailers.Count; i++)
            headers.Append(trailers[i].Key, MetadataWire.Value(trailers[i]));
    }

    private static string Text(int code) => (uint)code < (uint)StatusTexts.Length ? StatusTexts[code] : code.ToString(CultureInfo.InvariantCulture);
}
