using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Health;

/// <summary>Runs the health checks of whatever is running, and announces a resource as ready the first time they all pass.</summary>
internal sealed class ResourceHealthMonitor(
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    HealthCheckService checks,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_whileHealthy = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var monitors = new Dictionary<string, CancellationTokenSource>();
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                var runs = change.Snapshot.State?.Text == KnownResourceStates.Running;
                if (runs && !monitors.ContainsKey(change.ResourceId))
                {
                    var monitor = monitors[change.ResourceId] = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                    _ = Task.Run(() => MonitorAsync(change.Resource, change.ResourceId, monitor.Token), CancellationToken.None);
                }
                else if (!runs && monitors.Remove(change.ResourceId, out var monitor))
                {
                    await monitor.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application stops.
        }
    }

    private async Task MonitorAsync(IResource resource, string id, CancellationToken cancellationToken)
    {
        var keys = resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).ToHashSet();
        try
        {
            if (keys.Count > 0)
                await CheckUntilHealthyAsync(resource, id, keys, cancellationToken);
            var ready = RaiseReadyAsync(resource, cancellationToken);
            await notifications.PublishUpdateAsync(resource, id, snapshot => snapshot with { Ready = ready });
            while (keys.Count > 0)
            {
                await Task.Delay(s_whileHealthy, time, cancellationToken);
                await CheckUntilHealthyAsync(resource, id, keys, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // It no longer runs.
        }
    }

    private async Task CheckUntilHealthyAsync(IResource resource, string id, HashSet<string> keys, CancellationToken cancellationToken)
    {
        for (var pause = s_first; ; pause = pause * 1.5 < s_longest ? pause * 1.5 : s_longest)
        {
            var report = await checks.CheckHealthAsync(check => keys.Contains(check.Name), cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            await notifications.PublishUpdateAsync(resource, id, snapshot => snapshot with { HealthReports = Reports(keys, report) });
            if (keys.All(key => report.Entries.TryGetValue(key, out var entry) && entry.Status == HealthStatus.Healthy))
                return;
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private ImmutableArray<HealthReportSnapshot> Reports(HashSet<string> keys, HealthReport report) =>
    [
        .. keys.Select(key => report.Entries.TryGetValue(key, out var entry)
            ? new HealthReportSnapshot(key, entry.Status, entry.Description, entry.Exception?.ToString()) { LastRunAt = time.GetUtcNow().UtcDateTime }
            : new HealthReportSnapshot(key, null, $"No health check is registered as '{key}'.", null)),
    ];

    private async Task RaiseReadyAsync(IResource resource, CancellationToken cancellationToken)
    {
        try
        {
            await eventing.PublishAsync(new ResourceReadyEvent(resource, services), cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Dependents wait for this task and get the error; it is told here for whoever looks at the resource.
            Log.ReadyHandlerFailed(logs.GetLogger(resource), error, resource.Name);
            throw;
        }
    }
}
