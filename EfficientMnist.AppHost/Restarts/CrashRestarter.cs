using EfficientMnist.AppHost.Startup;
using EfficientMnist.Contracts.Topology;
using Microsoft.Extensions.Hosting;

namespace EfficientMnist.AppHost.Restarts;

/// <summary>
/// Starts marked resources again when they end without having been told to, or cannot be started, and says so on the console
/// and in the state folder, where <c>eml status</c> reads it.
/// </summary>
internal sealed class CrashRestarter(
    ResourceNotificationService notifications, ResourceCommandService commands, ResourceLoggerService logs, SystemRecord record, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(2);

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
                if (now == before || !change.Resource.HasAnnotationOfType<CrashRestartAnnotation>())
                    continue;
                if (before != KnownResourceStates.Stopping && HasEnded(now))
                    restarts.Add(RestartAsync(change, stoppingToken));
                restarts.RemoveAll(restart => restart.IsCompletedSuccessfully);
            }
        }
        finally
        {
            await Task.WhenAll(restarts);
        }
    }

    private static bool HasEnded(string? state) =>
        state == KnownResourceStates.Finished || state == KnownResourceStates.Exited || state == KnownResourceStates.FailedToStart;

    private async Task RestartAsync(ResourceEvent crash, CancellationToken cancellationToken)
    {
        if (!_pauses.TryGetValue(crash.ResourceId, out var pauses))
            _pauses[crash.ResourceId] = pauses = new RestartPauses(time);
        var name = crash.Resource.Name;
        var pause = pauses.AfterCrash();
        var why = await WhyAsync(crash, cancellationToken);
        record.Note(name, new ServiceTrouble(why, pauses.Count, IsLeftEnded: pause is null, time.GetUtcNow()));
        if (pause is null)
        {
            await Console.Error.WriteLineAsync(
                $"{name} has ended {RestartPauses.Limit} times within a minute and is left ended ({why}). Mend that, then start the system again; the dashboard has the service's log and can start it alone.");
            return;
        }
        await Console.Error.WriteLineAsync($"{name} has ended by itself ({why}) and is started again in {pause.Value.TotalSeconds:0} s.");
        await Task.Delay(pause.Value, time, cancellationToken);
        var result = await commands.ExecuteCommandAsync(crash.ResourceId, KnownResourceCommands.StartCommand, cancellationToken);
        if (!result.Success)
        {
            record.Note(name, new ServiceTrouble($"it could not be started again: {result.Message}", pauses.Count, IsLeftEnded: true, time.GetUtcNow()));
            await Console.Error.WriteLineAsync($"{name} could not be started again: {result.Message}");
        }
    }

    private async Task<string> WhyAsync(ResourceEvent crash, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(LogPatience);
        try
        {
            await foreach (var batch in logs.GetAllAsync(crash.ResourceId).WithCancellation(enough.Token))
                lines.AddRange(batch.Select(line => line.Content));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What is known by now has to do.
        }
        return LastWords.Of(crash.Snapshot.ExitCode, lines);
    }
}
