namespace EfficientMnist.Contracts.Topology;

/// <summary>The loopback ports the services listen on unless configured otherwise.</summary>
public static class DefaultPorts
{
    /// <summary>Port of the web page.</summary>
    public const int Web = 5300;

    /// <summary>Port of a service's gRPC endpoint (plain-text HTTP/2).</summary>
    public static int Grpc(string serviceName) => 5301 + Index(serviceName);

    /// <summary>Port of a service's HTTP/1.1 endpoint with <c>/health</c> and <c>/alive</c>.</summary>
    public static int Http(string serviceName) => 5401 + Index(serviceName);

    /// <summary>Port of a service's endpoint with TLS, where it listens beyond loopback.</summary>
    public static int Tls(string serviceName) => serviceName == ServiceNames.Web ? 5500 : 5501 + Index(serviceName);

    /// <summary>Port at which the workers of a cluster reach those of a service on other machines.</summary>
    public static int Silo(string serviceName) => 5601 + Index(serviceName);

    private static int Index(string serviceName) => serviceName switch
    {
        ServiceNames.DatasetStore => 0,
        ServiceNames.LabelOracle => 1,
        ServiceNames.EncoderTrainer => 2,
        ServiceNames.Classifier => 3,
        _ => throw new ArgumentException($"There is no gRPC service named '{serviceName}'; there are {string.Join(", ", ServiceNames.Grpc)}.", nameof(serviceName)),
    };
}
