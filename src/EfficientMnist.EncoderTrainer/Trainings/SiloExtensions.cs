using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using EfficientMnist.Contracts.Topology;
using Orleans.Configuration;
using Orleans.Serialization;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>Where the grains of trainings live: in this process, one cluster of one machine.</summary>
internal static class SiloExtensions
{
    // A loss may be no number.
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Adds the silo. Nothing listens beyond loopback, on a port that is free, so that systems side by side do not meet.</summary>
    public static void AddSilo(this WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        builder.UseOrleans(silo =>
        {
            // Calls come from within the process: there is no gateway.
            silo.UseLocalhostClustering(FreePort(), gatewayPort: 0, serviceId: ServiceNames.EncoderTrainer, clusterId: ServiceNames.EncoderTrainer);
            silo.Configure<SiloMessagingOptions>(options => options.ClientGatewayShutdownNotificationTimeout = TimeSpan.Zero);
            silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(
                type => type.Namespace?.StartsWith("EfficientMnist.", StringComparison.Ordinal) == true, Json));
        });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
