using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EfficientMnist.AppHost;

internal static class LearnConsole
{
    /// <summary>
    /// Shows the experiment's own lines in this console until the application is told to stop, or until the experiment
    /// has ended where that was asked for; then its exit code becomes this process's.
    /// </summary>
    public static async Task WatchUntilShutdownAsync(this DistributedApplication application, IResource? learn, AppHostSettings settings)
    {
        if (learn is null)
        {
            await application.WaitForShutdownAsync();
            return;
        }

        using var ended = new CancellationTokenSource();
        var mirror = MirrorAsync(application, learn, ended.Token);
        var shutdown = application.WaitForShutdownAsync(ended.Token);
        var exitCode = ExitCodeAsync(application, learn, ended.Token);
        var first = settings.ExitAfterLearn ? await Task.WhenAny(shutdown, exitCode) : shutdown;
        if (first == exitCode)
        {
            Environment.ExitCode = await exitCode;
            await application.StopAsync();
        }

        await shutdown;
        await ended.CancelAsync();
        await mirror;
    }

    private static async Task<int> ExitCodeAsync(DistributedApplication application, IResource learn, CancellationToken cancellationToken)
    {
        var notifications = application.Services.GetRequiredService<ResourceNotificationService>();
        var last = await notifications.WaitForResourceAsync(
            learn.Name,
            change => KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text),
            cancellationToken);
        return last.Snapshot.ExitCode ?? 1;
    }

    private static async Task MirrorAsync(DistributedApplication application, IResource learn, CancellationToken cancellationToken)
    {
        var logs = application.Services.GetRequiredService<ResourceLoggerService>();
        try
        {
            await foreach (var lines in logs.WatchAsync(learn).WithCancellation(cancellationToken))
                foreach (var line in lines)
                    await (line.IsErrorMessage ? Console.Error : Console.Out).WriteLineAsync(line.Content);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application has stopped.
        }
    }
}
