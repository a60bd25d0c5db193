using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Parameters, connection strings and servers that run elsewhere: nothing to start, so they count as running.</summary>
internal static class ValueResources
{
    public static async Task PublishAsync(
        ResourceNotificationService notifications, ResourceLoggerService logs, IResource resource, CancellationToken cancellationToken)
    {
        try
        {
            var properties = resource switch
            {
                ParameterResource parameter => [new("Value", await parameter.GetValueAsync(cancellationToken)) { IsSensitive = parameter.Secret }],
                // It may be made of endpoints that answer later, so it is not read here.
                IResourceWithConnectionString connection and not ConnectionStringResource =>
                    [new(CustomResourceKnownProperties.ConnectionString, await connection.GetConnectionStringAsync(cancellationToken)) { IsSensitive = true }],
                _ => Array.Empty<ResourcePropertySnapshot>(),
            };
            // A resource with an initial state of its own is somebody else's to drive.
            if (resource.HasAnnotationOfType<ResourceSnapshotAnnotation>())
                return;
            await notifications.PublishUpdateAsync(resource, snapshot => snapshot with
            {
                State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
                Properties = [.. properties],
            });
        }
        catch (MissingParameterValueException error)
        {
            Log.FailedToStart(logs.GetLogger(resource), null, resource.Name, error.Message);
            await notifications.PublishUpdateAsync(resource, snapshot => snapshot with
            {
                State = new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error),
            });
        }
    }
}
