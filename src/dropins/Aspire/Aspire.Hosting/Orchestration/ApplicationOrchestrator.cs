using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>Brings the whole graph up, and down again.</summary>
internal sealed class ApplicationOrchestrator(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext executionContext,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    ProcessEnvironment environment,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    TimeProvider time) : IHostedService, IAsyncDisposable
{
    private readonly Dictionary<string, InstanceRunner> _runners = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _lock = new();
    private Task? _stopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var resources = model.Resources.ToList();
        EndpointAllocator.Allocate(resources);
        foreach (var resource in resources)
        {
            if (resource.IsProcess())
                foreach (var instance in resource.Instances())
                    _runners[instance.Id] = new InstanceRunner(instance, notifications, logs, environment, eventing, services, time);
            await AnnounceAsync(resource, cancellationToken);
        }

        foreach (var resource in resources)
            await AllocatedAsync(resource, cancellationToken);
        foreach (var value in resources.Where(resource => !resource.IsProcess()))
            await ValueResources.PublishAsync(notifications, logs, value, cancellationToken);
        foreach (var runner in _runners.Values.Where(runner => !runner.Instance.Resource.HasAnnotationOfType<ExplicitStartupAnnotation>()))
            _ = Task.Run(runner.StartWhenReadyAsync, CancellationToken.None);
        await eventing.PublishAsync(new AfterResourcesCreatedEvent(services, model), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _stopped ??= StopAllAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private async Task AnnounceAsync(IResource resource, CancellationToken cancellationToken)
    {
        if (resource.IsProcess())
            LifecycleCommands.AddTo(resource, id => _runners[id]);
        var reports = resource.Annotations.OfType<HealthCheckAnnotation>()
            .Select(check => new HealthReportSnapshot(check.Key, null, null, null)).ToImmutableArray();
        var relationships = resource.Annotations.OfType<ResourceRelationshipAnnotation>()
            .Select(relation => new RelationshipSnapshot(relation.Resource.Name, relation.Type)).Distinct().ToImmutableArray();
        var icon = resource.Annotations.OfType<ResourceIconAnnotation>().LastOrDefault();
        foreach (var instance in resource.Instances())
        {
            var urls = await ResourceUrls.OfAsync(instance, executionContext, cancellationToken);
            await notifications.PublishUpdateAsync(resource, instance.Id, snapshot => snapshot with
            {
                State = snapshot.State ?? (ResourceStateSnapshot)KnownResourceStates.NotStarted,
                CreationTimeStamp = snapshot.CreationTimeStamp ?? time.GetUtcNow().UtcDateTime,
                HealthReports = reports,
                Relationships = relationships,
                Urls = urls,
                IconName = icon?.IconName ?? snapshot.IconName,
                IconVariant = icon?.IconVariant ?? snapshot.IconVariant,
            });
        }
    }

    private async Task AllocatedAsync(IResource resource, CancellationToken cancellationToken)
    {
        if (resource is IResourceWithEndpoints)
            await eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, services), cancellationToken);
        if (resource is IResourceWithConnectionString)
            await eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services), cancellationToken);
    }

    /// <summary>What uses a resource ends before it, so that nobody's last words are about a lost connection.</summary>
    private async Task StopAllAsync()
    {
        var stopping = new Dictionary<IResource, Task>();
        foreach (var resource in model.Resources)
            _ = StopOf(resource, []);
        await Task.WhenAll(stopping.Values);
        logs.Dispose();

        Task StopOf(IResource resource, ImmutableHashSet<IResource> path)
        {
            if (stopping.TryGetValue(resource, out var known))
                return known;
            if (path.Contains(resource))
                return Task.CompletedTask;
            var users = model.Resources
                .Where(user => user.Annotations.OfType<ResourceRelationshipAnnotation>().Any(relation => relation.Resource == resource))
                .Select(user => StopOf(user, path.Add(resource)))
                .ToList();
            return stopping[resource] = StopAfterAsync(users, resource);
        }
    }

    private async Task StopAfterAsync(List<Task> users, IResource resource)
    {
        await Task.WhenAll(users);
        await Task.WhenAll(_runners.Values.Where(runner => runner.Instance.Resource == resource).Select(runner => runner.DisposeAsync().AsTask()));
    }
}
