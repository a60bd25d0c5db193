using Grpc.Core;

namespace EfficientMnist.Cli.Health;

/// <summary>The standard gRPC health check (grpc.health.v1.Health/Check), whose two messages are small enough to read by hand.</summary>
internal static class ServiceHealth
{
    private const byte StatusField = 0x08;
    private const byte Serving = 1;

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(bytes => bytes, bytes => bytes);
    private static readonly Method<byte[], byte[]> Check = new(MethodType.Unary, "grpc.health.v1.Health", "Check", Bytes, Bytes);

    /// <summary>Whether the service answers that it serves.</summary>
    /// <exception cref="RpcException">It does not answer.</exception>
    public static async Task<bool> IsServingAsync(CallInvoker service, DateTime deadline, CancellationToken cancellationToken)
    {
        // An empty request asks for the server as a whole.
        using var call = service.AsyncUnaryCall(Check, null, new CallOptions(deadline: deadline, cancellationToken: cancellationToken), []);
        return await call.ResponseAsync is [StatusField, Serving, ..];
    }
}
