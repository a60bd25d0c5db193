using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Waits until everything that a resource needs is there.</summary>
internal sealed class DependencyWait(ResourceNotificationService notifications, ResourceLoggerService logs)
{
    public Task WaitAsync(IResource resource, CancellationToken cancellationToken)
    {
        var logger = logs.GetLogger(resource);
        return Task.WhenAll(
            from wait in resource.Annotations.OfType<WaitAnnotation>().ToList()
            from id in wait.Resource.ResourceIds()
            select WaitAsync(wait, id, logger, cancellationToken));
    }

    private async Task WaitAsync(WaitAnnotation wait, string id, ILogger logger, CancellationToken cancellationToken)
    {
        var name = wait.Resource.Name;
        if (wait.WaitType == WaitType.WaitForCompletion)
        {
            Log.WaitingForCompletion(logger, name);
            var last = await SeenAsync(id, snapshot => snapshot.IsTerminal(), cancellationToken);
            if (last.State?.Text == KnownResourceStates.FailedToStart)
                throw new DistributedApplicationException($"Waited for resource '{name}' to complete, but it failed to start.");
            if (last.ExitCode is { } exitCode && exitCode != wait.ExitCode)
                throw new DistributedApplicationException($"Waited for resource '{name}' to complete with exit code {wait.ExitCode}, but it ended with {exitCode}.");
            return;
        }

        var healthy = wait.WaitType == WaitType.WaitUntilHealthy;
        Log.WaitingForStart(logger, name, healthy ? "running and healthy" : "running");
        var stops = (wait.WaitBehavior ?? notifications.DefaultWaitBehavior) == WaitBehavior.StopOnResourceUnavailable;
        var seen = await SeenAsync(id, snapshot => IsThere(snapshot, healthy) || (stops && snapshot.IsTerminal()), cancellationToken);
        if (!IsThere(seen, healthy))
            throw new DistributedApplicationException($"Waited for resource '{name}' to be running, but it is in the state {seen.State?.Text}.");
        if (healthy)
            await seen.Ready!.WaitAsync(cancellationToken);
    }

    private static bool IsThere(CustomResourceSnapshot snapshot, bool healthy) =>
        snapshot.State?.Text == KnownResourceStates.Running
        && (!healthy || (snapshot.HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy && snapshot.Ready is not null));

    private async Task<CustomResourceSnapshot> SeenAsync(string id, Func<CustomResourceSnapshot, bool> predicate, CancellationToken cancellationToken)
    {
        await foreach (var change in notifications.WatchAsync(cancellationToken))
            if (change.ResourceId == id && predicate(change.Snapshot))
                return change.Snapshot;
        throw new OperationCanceledException(cancellationToken);
    }
}
