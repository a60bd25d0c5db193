using Microsoft.Extensions.Hosting;

namespace EfficientMnist.AppHost.Restarts;

/// <summary>Starts marked resources again when they end without having been told to, and says so on the console.</summary>
internal sealed class CrashRestarter(ResourceNotificationService notifications, ResourceCommandService commands, TimeProvider time) : BackgroundService
{
    private readonly Dictionary<string, RestartPauses> _pauses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _states = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Task> restarts = [];
        try
        {
            await foreach (var change in notifications.WatchAsync(stoppingToken))
            {
                var before = _states.GetValueOrDefault(change.ResourceId);
                var now = _states[change.ResourceId] = change.Snapshot.State?.Text;
                if (now != before && before != KnownResourceStates.Stopping && HasEnded(now) && change.Resource.HasAnnotationOfType<CrashRestartAnnotation>())
                    restarts.Add(RestartAsync(change, stoppingToken));
                restarts.RemoveAll(restart => restart.IsCompletedSuccessfully);
            }
        }
        finally
        {
            await Task.WhenAll(restarts);
        }
    }

    private static bool HasEnded(string? state) => state == KnownResourceStates.Finished || state == KnownResourceStates.Exited;

    private async Task RestartAsync(ResourceEvent crash, CancellationToken cancellationToken)
    {
        if (!_pauses.TryGetValue(crash.ResourceId, out var pauses))
            _pauses[crash.ResourceId] = pauses = new RestartPauses(time);
        var name = crash.Resource.Name;
        if (pauses.AfterCrash() is not { } pause)
        {
            await Console.Error.WriteLineAsync(
                $"{name} has ended {RestartPauses.Limit} times within a minute and is left ended. The dashboard shows its log and can start it again.");
            return;
        }
        await Console.Error.WriteLineAsync($"{name} has ended by itself and is started again in {pause.TotalSeconds:0} s.");
        await Task.Delay(pause, time, cancellationToken);
        var result = await commands.ExecuteCommandAsync(crash.ResourceId, KnownResourceCommands.StartCommand, cancellationToken);
        if (!result.Success)
            await Console.Error.WriteLineAsync($"{name} could not be started again: {result.Message}");
    }
}
