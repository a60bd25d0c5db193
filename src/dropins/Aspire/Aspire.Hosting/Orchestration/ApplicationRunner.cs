using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>The application as the host runs it: what shows the resources stands before they start, and goes after them.</summary>
internal sealed class ApplicationRunner(
    ApplicationOrchestrator orchestrator,
    DashboardRunner dashboard,
    IConfiguration configuration,
    ILogger<DistributedApplication> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Log.Starting(logger);
        Log.HostDirectory(logger, configuration["AppHost:Directory"]!);
        await dashboard.StartAsync(cancellationToken);
        await orchestrator.StartAsync(cancellationToken);
        Log.Started(logger);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await orchestrator.StopAsync(cancellationToken);
        await dashboard.StopAsync();
    }
}
