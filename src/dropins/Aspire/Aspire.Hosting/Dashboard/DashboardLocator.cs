using System.Diagnostics;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Finds the dashboard that the Aspire CLI brings along.</summary>
internal static class DashboardLocator
{
    private const string SetupFolder = ".local/share/efficientmnist/aspire-cli/node_modules/@microsoft/aspire-cli-linux-x64/bin/aspire";
    private static readonly TimeSpan s_extraction = TimeSpan.FromMinutes(2);

    /// <summary>The program, or null where neither it nor a CLI to extract it from is there.</summary>
    public static async Task<string?> FindAsync(IConfiguration configuration, ILogger logger, CancellationToken cancellationToken)
    {
        if ((configuration["ASPIRE_DASHBOARD_PATH"] ?? configuration["Dashboard:Path"]) is { Length: > 0 } given)
            return File.Exists(given) ? given : null;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var bundled = Path.Combine(home, ".aspire", "bundle", "managed", "aspire-managed");
        if (File.Exists(bundled))
            return bundled;
        if (FindCli(configuration, home) is not { } cli)
            return null;
        Log.ExtractingDashboard(logger, cli);
        await ExtractAsync(cli, cancellationToken);
        return File.Exists(bundled) ? bundled : null;
    }

    private static string? FindCli(IConfiguration configuration, string home)
    {
        if (configuration["ASPIRE_CLI_PATH"] is { Length: > 0 } given)
            return File.Exists(given) ? given : null;
        var installed = Path.Combine(home, SetupFolder);
        return Launches.Find("aspire", home) ?? (File.Exists(installed) ? installed : null);
    }

    /// <summary>The CLI unpacks its bundle before any command that needs one; this is the cheapest of them.</summary>
    private static async Task ExtractAsync(string cli, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(cli, ["doctor"]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true";
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(s_extraction);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(deadline.Token),
                process.StandardError.ReadToEndAsync(deadline.Token),
                process.WaitForExitAsync(deadline.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
