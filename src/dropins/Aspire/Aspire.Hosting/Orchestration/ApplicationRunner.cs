using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>The application as the host runs it: what shows the resources stands before they start, and goes after them.</summary>
internal sealed class ApplicationRunner(
    ApplicationOrchestrator orchestrator,
    DistributedApplicationOptions options,
    Microsoft.Extensions.Configuration.IConfiguration configuration,
    ILogger<DistributedApplication> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Log.Starting(logger);
        Log.HostDirectory(logger, configuration["AppHost:Directory"]!);
        _ = options;
        await orchestrator.StartAsync(cancellationToken);
        Log.Started(logger);
    }

    public Task StopAsync(CancellationToken cancellationToken) => orchestrator.StopAsync(cancellationToken);
}
