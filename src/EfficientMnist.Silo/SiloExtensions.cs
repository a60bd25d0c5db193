using EfficientMnist.Contracts.Topology;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace EfficientMnist.Silo;

/// <summary>The silo that a service's grains live in: its process, alone, and heard by nobody beyond the machine.</summary>
public static class SiloExtensions
{
    /// <summary>Adds the silo, on a port that no other system on this machine is given while this process lives.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="cluster">What the service is called.</param>
    public static void AddSilo(this WebApplicationBuilder builder, string cluster)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.UseOrleans(silo =>
        {
            // Calls come from within the process: there is no gateway.
            silo.UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0, serviceId: cluster, clusterId: cluster);
            silo.Configure<SiloMessagingOptions>(options => options.ClientGatewayShutdownNotificationTimeout = TimeSpan.Zero);
        });
        // Its warnings are about a machine that is busy, as one that trains is.
        builder.Logging.AddFilter("Orleans", LogLevel.Error);
    }
}
