using EfficientMnist.AppHost.Startup;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EfficientMnist.AppHost.Display;

/// <summary>What a person sees of the system: two links once it stands, then the lines of the experiment.</summary>
internal sealed class SystemConsole(DistributedApplication application, AppHostSettings settings)
{
    private readonly ResourceNotificationService _notifications = application.ResourceNotifications;

    /// <summary>
    /// Goes on until the application is told to stop, or until the experiment has ended where that was asked for.
    /// Gives the exit code: the experiment's in the second case.
    /// </summary>
    /// <param name="services">What the system stands on, the web page among them.</param>
    /// <param name="learn">The experiment; null for none.</param>
    public async Task<int> ShowUntilShutdownAsync(IReadOnlyList<IResource> services, IResource? learn)
    {
        using var ended = new CancellationTokenSource();
        var shutdown = application.WaitForShutdownAsync(ended.Token);
        var shown = ShowAsync(services, learn, ended.Token);
        var exitCode = 0;
        if (learn is not null && settings.ExitAfterLearn)
        {
            var learned = ExitCodeAsync(learn, ended.Token);
            if (await Task.WhenAny(shutdown, learned) == learned)
            {
                exitCode = await learned;
                await application.StopAsync();
            }
        }
        await shutdown;
        await ended.CancelAsync();
        await shown;
        return exitCode;
    }

    private async Task ShowAsync(IReadOnlyList<IResource> services, IResource? learn, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(services.Select(service => _notifications.WaitForResourceHealthyAsync(service.Name, cancellationToken)));
            Console.WriteLine(settings.HasWebPage ? $"Web page:  {settings.WebLink}" : "This machine works for the cluster.");
            if (DashboardLink() is { } dashboard)
                Console.WriteLine($"Dashboard: {dashboard}");
            if (learn is not null)
                await MirrorAsync(learn, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application has stopped.
        }
    }

    private string? DashboardLink()
    {
        if (settings.DashboardAddress is not { } address)
            return null;
        return application.Services.GetRequiredService<IConfiguration>()["AppHost:BrowserToken"] is { Length: > 0 } token
            ? new Uri(address, $"/login?t={token}").ToString()
            : address.ToString();
    }

    private async Task<int> ExitCodeAsync(IResource learn, CancellationToken cancellationToken)
    {
        var last = await _notifications.WaitForResourceAsync(
            learn.Name,
            change => KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text),
            cancellationToken);
        return last.Snapshot.ExitCode ?? 1;
    }

    private async Task MirrorAsync(IResource learn, CancellationToken cancellationToken)
    {
        var lines = new LearnLines();
        await foreach (var batch in application.Services.GetRequiredService<ResourceLoggerService>().WatchAsync(learn).WithCancellation(cancellationToken))
        {
            foreach (var line in batch)
            {
                if (lines.Own(line.Content) is { } text)
                    await (line.IsErrorMessage ? Console.Error : Console.Out).WriteLineAsync(text);
            }
        }
    }
}
