using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace EfficientMnist.Cli.Connections;

/// <summary>Clients of the four services.</summary>
internal sealed class SystemConnection : IDisposable
{
    private const int ReceiveLimit = 64 << 20;

    private readonly List<GrpcChannel> _channels = [];
    private readonly Dictionary<string, CallInvoker> _invokers = new(StringComparer.Ordinal);

    public SystemConnection(SystemAddresses addresses)
    {
        Addresses = addresses;
        foreach (var (name, address) in addresses.Services)
        {
            var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = ReceiveLimit, HttpHandler = Handler(addresses.Authorities), DisposeHttpClient = true });
            _channels.Add(channel);
            _invokers[name] = channel.CreateCallInvoker().WithKey(addresses.Key);
        }
        Datasets = new DatasetStoreService.DatasetStoreServiceClient(Invoker(ServiceNames.DatasetStore));
        Oracle = new LabelOracleService.LabelOracleServiceClient(Invoker(ServiceNames.LabelOracle));
        Trainer = new EncoderTrainerService.EncoderTrainerServiceClient(Invoker(ServiceNames.EncoderTrainer));
        Classifier = new ClassifierService.ClassifierServiceClient(Invoker(ServiceNames.Classifier));
    }

    public SystemAddresses Addresses { get; }

    public DatasetStoreService.DatasetStoreServiceClient Datasets { get; }

    public LabelOracleService.LabelOracleServiceClient Oracle { get; }

    public EncoderTrainerService.EncoderTrainerServiceClient Trainer { get; }

    public ClassifierService.ClassifierServiceClient Classifier { get; }

    /// <summary>The system that the environment names.</summary>
    public static SystemConnection Open(Screen screen) => new(SystemAddresses.FromEnvironment(screen.Environment));

    public CallInvoker Invoker(string service) => _invokers[service];

    private static SocketsHttpHandler Handler(string? authorities)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        if (authorities is not null)
            handler.SslOptions.CertificateChainPolicy = Believe(authorities);
        return handler;
    }

    private static X509ChainPolicy Believe(string path)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(path);
            return policy;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new UsageException($"EML_CA is '{path}', which cannot be read as PEM certificates: {error.Message}");
        }
    }

    public void Dispose()
    {
        foreach (var channel in _channels)
            channel.Dispose();
    }
}
