namespace Grpc.AspNetCore.Server.Internal;

// Codes of RST_STREAM.
internal static class Http2Errors
{
    public const int None = 0;
    public const int Cancel = 8;
}
