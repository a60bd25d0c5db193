using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;

namespace EfficientMnist.Classifier.Runs;

/// <summary>The silo that the runs' grains live in: this process, alone, and heard by nobody beyond the machine.</summary>
internal static class SiloExtensions
{
    private const string Cluster = "classifier";

    public static void AddSilo(this WebApplicationBuilder builder)
    {
        builder.UseOrleans(silo =>
        {
            // Of its own, so that several systems fit on one machine. Calls come from within the process: there is no gateway.
            silo.UseLocalhostClustering(FreePort(), gatewayPort: 0, serviceId: Cluster, clusterId: Cluster);
            silo.Configure<SiloMessagingOptions>(options => options.ClientGatewayShutdownNotificationTimeout = TimeSpan.Zero);
        });
        // Its warnings are about a machine that is busy, as one that trains is.
        builder.Logging.AddFilter("Orleans", LogLevel.Error);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
