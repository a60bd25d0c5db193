using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Dashboard;

/// <summary>Runs the Aspire dashboard beside the application, where it is installed.</summary>
internal sealed class DashboardRunner(
    IConfiguration configuration,
    IHostEnvironment environment,
    DistributedApplicationOptions options,
    TelemetryTarget telemetry,
    IOptions<ResourceNotificationServiceOptions> waiting,
    IServiceProvider services,
    ILogger<DistributedApplication> logger) : IAsyncDisposable
{
    private const int Restarts = 3;
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);

    private WebApplication? _resourceService;
    private ChildProcess? _dashboard;
    private volatile bool _stopping;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.DisableDashboard)
            return;
        if (await DashboardLocator.FindAsync(configuration, logger, cancellationToken) is not { } program)
        {
            Log.NoDashboard(logger);
            // Nobody could see, or help, what waits in vain.
            waiting.Value.DefaultWaitBehavior = WaitBehavior.StopOnResourceUnavailable;
            return;
        }

        var settings = DashboardSettings.Read(configuration, environment, options);
        _resourceService = ResourceServiceHost.Build(settings, services);
        await _resourceService.StartAsync(cancellationToken);
        telemetry.Endpoint = $"http://127.0.0.1:{settings.OtlpGrpcPort}";
        telemetry.ApiKey = settings.OtlpKey;
        _ = Task.Run(() => KeepRunningAsync(program, settings), CancellationToken.None);
    }

    /// <summary>The dashboard ends first: without its resource service it would abort.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        if (_dashboard is { } dashboard)
            await dashboard.StopAsync(s_grace);
        if (_resourceService is { } resourceService)
            await resourceService.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_resourceService is { } resourceService)
            await resourceService.DisposeAsync();
    }

    private async Task KeepRunningAsync(string program, DashboardSettings settings)
    {
        try
        {
            for (var attempt = 0; attempt <= Restarts && !_stopping; attempt++)
            {
                var lastLine = "";
                var launch = new ProcessLaunch(program, Path.GetFileNameWithoutExtension(program) == "aspire-managed" ? ["dashboard"] : [], Path.GetTempPath());
                _dashboard = await ChildProcess.StartAsync(launch, Variables(settings), (line, _) =>
                {
                    lastLine = line;
                    if (line.Contains("Now listening on:", StringComparison.Ordinal) && line.Contains($":{settings.Port}", StringComparison.Ordinal))
                        Announce(settings);
                });
                if (_stopping)
                    await _dashboard.StopAsync(s_grace);
                var exitCode = await _dashboard.Exited;
                if (!_stopping)
                    Log.DashboardEnded(logger, exitCode, lastLine);
            }
        }
        catch (Exception error)
        {
            // The application does not depend on being looked at.
            Log.DashboardFailed(logger, error);
        }
    }

    private void Announce(DashboardSettings settings)
    {
        Log.DashboardListening(logger, settings.Url);
        if (settings.BrowserToken is not null)
            Log.DashboardLogin(logger, settings.LoginUrl);
    }

    private static Dictionary<string, string> Variables(DashboardSettings settings)
    {
        var variables = ProcessEnvironment.Inherited();
        variables["ASPNETCORE_URLS"] = settings.Url;
        variables["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://127.0.0.1:{settings.OtlpGrpcPort}";
        variables["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = $"http://127.0.0.1:{settings.OtlpHttpPort}";
        variables["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"http://127.0.0.1:{settings.ResourceServicePort}";
        variables["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey";
        variables["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = settings.ResourceServiceKey;
        variables["DASHBOARD__FRONTEND__AUTHMODE"] = settings.BrowserToken is null ? "Unsecured" : "BrowserToken";
        variables["DASHBOARD__FRONTEND__BROWSERTOKEN"] = settings.BrowserToken ?? "";
        variables["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey";
        variables["DASHBOARD__OTLP__PRIMARYAPIKEY"] = settings.OtlpKey;
        variables["DASHBOARD__API__AUTHMODE"] = "ApiKey";
        variables["DASHBOARD__API__PRIMARYAPIKEY"] = settings.TelemetryApiKey;
        variables["DASHBOARD__APPLICATIONNAME"] = settings.ApplicationName;
        variables["ASPIRE_CLI_PID"] = $"{Environment.ProcessId}";
        variables["ASPIRE_DASHBOARD_TELEMETRY_OPTOUT"] = "true";
        variables["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true";
        variables["LOGGING__CONSOLE__FORMATTERNAME"] = "json";
        return variables;
    }
}
