using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.ApplicationModel;

public class ResourceCommandService
{
    private readonly IServiceProvider _services;
    private readonly ResourceLoggerService _logs;

    internal ResourceCommandService(IServiceProvider services, ResourceLoggerService logs)
    {
        _services = services;
        _logs = logs;
    }

    /// <summary>Runs the command on one process of a resource, named as the dashboard names it, or on a resource that has one only.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        foreach (var resource in _services.GetRequiredService<DistributedApplicationModel>().Resources)
        {
            if (resource.Name.Equals(resourceId, StringComparison.OrdinalIgnoreCase))
                return await ExecuteCommandAsync(resource, commandName, cancellationToken);
            if (resource.ResourceIds().FirstOrDefault(id => id.Equals(resourceId, StringComparison.OrdinalIgnoreCase)) is { } found)
                return await ExecuteAsync(resource, found, commandName, cancellationToken);
        }

        return CommandResults.Failure($"Resource '{resourceId}' not found.");
    }

    /// <summary>Runs the command on every process of the resource.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        var results = await Task.WhenAll(resource.ResourceIds().Select(id => ExecuteAsync(resource, id, commandName, cancellationToken)));
        return results.FirstOrDefault(result => !result.Success) ?? results[0];
    }

    private async Task<ExecuteCommandResult> ExecuteAsync(IResource resource, string resourceId, string commandName, CancellationToken cancellationToken)
    {
        var command = resource.Annotations.OfType<ResourceCommandAnnotation>().LastOrDefault(candidate => candidate.Name == commandName);
        if (command is null)
            return CommandResults.Failure($"Command '{commandName}' not available for resource '{resourceId}'.");
        var logger = _logs.GetLogger(resourceId);
        try
        {
            return await command.ExecuteCommand(new ExecuteCommandContext
            {
                ServiceProvider = _services,
                ResourceName = resourceId,
                CancellationToken = cancellationToken,
                Logger = logger,
            });
        }
        catch (OperationCanceledException)
        {
            return CommandResults.Canceled();
        }
        catch (Exception error)
        {
            // The error belongs to the command's caller, who sees it as the result.
            Log.CommandFailed(logger, error, commandName);
            return CommandResults.Failure(error);
        }
    }
}
