using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grpc.AspNetCore.HealthChecks.Internal;

internal sealed class HealthPublisher(PublishedHealth health) : IHealthCheckPublisher
{
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        health.Publish(report);
        return Task.CompletedTask;
    }
}
