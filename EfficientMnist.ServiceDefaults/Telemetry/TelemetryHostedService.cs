using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace EfficientMnist.ServiceDefaults.Telemetry;

/// <summary>Brings the providers to life before the first request; the container disposes, and so flushes, them at the end.</summary>
internal sealed class TelemetryHostedService(TracerProvider traces, MeterProvider metrics) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        traces.ForceFlush((int)FlushTimeout.TotalMilliseconds);
        metrics.ForceFlush((int)FlushTimeout.TotalMilliseconds);
        return Task.CompletedTask;
    }

    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(2);
}
