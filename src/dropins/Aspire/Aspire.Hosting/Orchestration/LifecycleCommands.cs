using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Start, stop and restart, as buttons of every process.</summary>
internal static class LifecycleCommands
{
    public static void AddTo(IResource resource, Func<string, InstanceRunner> runnerOf)
    {
        Add(resource, KnownResourceCommands.StartCommand, "Start", "Start resource", "Play",
            state => IsStopped(state) || state == KnownResourceStates.Waiting ? ResourceCommandState.Enabled
                : state == KnownResourceStates.Starting ? ResourceCommandState.Disabled
                : ResourceCommandState.Hidden,
            async context => await runnerOf(context.ResourceName).StartNowAsync());
        Add(resource, KnownResourceCommands.StopCommand, "Stop", "Stop resource", "Stop",
            state => state == KnownResourceStates.Running ? ResourceCommandState.Enabled
                : state == KnownResourceStates.Stopping ? ResourceCommandState.Disabled
                : ResourceCommandState.Hidden,
            async context => await runnerOf(context.ResourceName).StopAsync());
        Add(resource, KnownResourceCommands.RestartCommand, "Restart", "Restart resource", "ArrowCounterclockwise",
            state => state == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
            async context => await runnerOf(context.ResourceName).RestartAsync());
    }

    private static void Add(
        IResource resource, string name, string displayName, string description, string icon,
        Func<string?, ResourceCommandState> stateOf, Func<ExecuteCommandContext, Task> execute)
    {
        if (resource.Annotations.OfType<ResourceCommandAnnotation>().Any(own => own.Name == name))
            return;
        resource.Annotations.Add(new ResourceCommandAnnotation(
            name,
            displayName,
            async context =>
            {
                await execute(context);
                return CommandResults.Success();
            },
            new CommandOptions
            {
                Description = description,
                IconName = icon,
                IconVariant = name == KnownResourceCommands.RestartCommand ? IconVariant.Regular : IconVariant.Filled,
                IsHighlighted = name != KnownResourceCommands.RestartCommand,
                UpdateState = context => stateOf(context.ResourceSnapshot.State?.Text),
            }));
    }

    private static bool IsStopped(string? state) => state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state);
}
