using EfficientMnist.Contracts.Topology;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace EfficientMnist.Silo;

/// <summary>The silo that a service's grains live in: its process, alone and heard by nobody beyond the machine, or one of a cluster.</summary>
public static class SiloExtensions
{
    // A worker that is gone is known to be so within ten seconds, that its runs go on elsewhere within thirty.
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TableRefresh = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    /// <summary>Adds the silo. Alone, it has a port that no other system on this machine is given while this process lives.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="service">What the service is called.</param>
    /// <param name="cluster">The cluster that it joins; null for none.</param>
    public static void AddSilo(this WebApplicationBuilder builder, string service, ClusterSettings? cluster)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseOrleans(silo =>
        {
            // Calls come from within the processes: there is no gateway.
            if (cluster is null)
                silo.UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0, serviceId: service, clusterId: service);
            else
                silo.Join(service, cluster);
            if (SiloDashboard.IsWanted(builder.Configuration))
                silo.AddDashboard();
            silo.Configure<SiloMessagingOptions>(options => options.ClientGatewayShutdownNotificationTimeout = TimeSpan.Zero);
        });
        // Its warnings are about a machine that is busy, as one that trains is.
        builder.Logging.AddFilter("Orleans", LogLevel.Error);
    }

    private static void Join(this ISiloBuilder silo, string service, ClusterSettings cluster)
    {
        silo.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = service;
            // Keys of the grain directory begin with it, so it differs from service to service.
            options.ClusterId = $"{cluster.Name}-{service}";
        });
        silo.ConfigureEndpoints(cluster.Address, cluster.Port, gatewayPort: 0);
        silo.UseRedisClustering(options => options.ConfigurationOptions = cluster.Redis);
        silo.UseRedisGrainDirectoryAsDefault(options => options.ConfigurationOptions = cluster.Redis);
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = ProbeTimeout;
            options.TableRefreshTimeout = TableRefresh;
            options.IAmAliveTablePublishTimeout = Heartbeat;
        });
        silo.AddOutgoingGrainCallFilter<AwayWorkerFilter>();
        if (cluster.Certificate is { } certificate)
            silo.UseTls(certificate.Protect);
    }
}
