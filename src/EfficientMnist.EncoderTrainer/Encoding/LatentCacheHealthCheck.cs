using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EfficientMnist.EncoderTrainer.Encoding;

internal sealed class LatentCacheHealthCheck(LatentCache cache) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(cache.IsAvailable
        ? HealthCheckResult.Healthy()
        : new HealthCheckResult(context.Registration.FailureStatus, "Redis is away; latents are computed at each call."));
}
