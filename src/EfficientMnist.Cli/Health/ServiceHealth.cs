using Grpc.Core;
using Grpc.Health.V1;

namespace EfficientMnist.Cli.Health;

/// <summary>The standard gRPC health check.</summary>
internal static class ServiceHealth
{
    /// <summary>Whether the service answers that it serves.</summary>
    /// <exception cref="RpcException">It does not answer.</exception>
    public static async Task<bool> IsServingAsync(CallInvoker service, DateTime deadline, CancellationToken cancellationToken)
    {
        // An empty request asks for the server as a whole.
        var answer = await new Grpc.Health.V1.Health.HealthClient(service).CheckAsync(new HealthCheckRequest(), deadline: deadline, cancellationToken: cancellationToken);
        return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving;
    }
}
