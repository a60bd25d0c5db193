using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

internal static partial class Log
{
    [LoggerMessage(20, LogLevel.Information, "Now listening on: {Url}")]
    public static partial void DashboardListening(ILogger logger, string url);

    [LoggerMessage(21, LogLevel.Information, "Login to the dashboard at {LoginUrl}")]
    public static partial void DashboardLogin(ILogger logger, string loginUrl);

    [LoggerMessage(22, LogLevel.Information, "No dashboard: the Aspire CLI is not installed (npm install @microsoft/aspire-cli-linux-x64, then set ASPIRE_CLI_PATH). Everything else runs without it.")]
    public static partial void NoDashboard(ILogger logger);

    [LoggerMessage(23, LogLevel.Information, "Extracting the dashboard from {Cli}, once.")]
    public static partial void ExtractingDashboard(ILogger logger, string cli);

    [LoggerMessage(24, LogLevel.Warning, "The dashboard ended with exit code {ExitCode}: {LastLine}")]
    public static partial void DashboardEnded(ILogger logger, int exitCode, string lastLine);

    [LoggerMessage(25, LogLevel.Warning, "The dashboard cannot be started.")]
    public static partial void DashboardFailed(ILogger logger, Exception exception);
}
