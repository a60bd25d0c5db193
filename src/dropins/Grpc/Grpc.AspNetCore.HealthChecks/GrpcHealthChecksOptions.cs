namespace Grpc.AspNetCore.HealthChecks;

public sealed class GrpcHealthChecksOptions
{
    public ServiceMappingCollection Services { get; } = [];

    public bool UseHealthChecksCache { get; set; }

    public bool SuppressCompletionOnShutdown { get; set; }
}
