using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client.Internal;

internal static class CallFailure
{
    // See gRPC over HTTP/2, "Errors": the codes of RST_STREAM.
    private const long NoError = 0;
    private const long RefusedStream = 7;
    private const long Cancel = 8;
    private const long EnhanceYourCalm = 11;
    private const long InadequateSecurity = 12;

    public static Status From(Exception exception, string what)
    {
        if (exception is RpcException rpc)
            return rpc.Status;

        return new Status(Code(exception), $"{what}. {Describe(exception)}", exception);
    }

    private static StatusCode Code(Exception exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            switch (current)
            {
                case HttpProtocolException protocol:
                    return protocol.ErrorCode switch
                    {
                        RefusedStream or NoError => StatusCode.Unavailable,
                        Cancel => StatusCode.Cancelled,
                        EnhanceYourCalm => StatusCode.ResourceExhausted,
                        InadequateSecurity => StatusCode.PermissionDenied,
                        _ => StatusCode.Internal,
                    };
                case SocketException or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }:
                    return StatusCode.Unavailable;
                case HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError or HttpRequestError.ResponseEnded }:
                    return StatusCode.Unavailable;
                case OperationCanceledException:
                    return StatusCode.Cancelled;
                default:
                    continue;
            }
        }

        return exception is IOException or ObjectDisposedException ? StatusCode.Unavailable : StatusCode.Internal;
    }

    private static string Describe(Exception exception)
    {
        var text = $"{exception.GetType().Name}: {exception.Message}";
        return exception.InnerException is { } inner ? $"{text} {Describe(inner)}" : text;
    }
}
