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
            var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = ReceiveLimit });
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

    public void Dispose()
    {
        foreach (var channel in _channels)
            channel.Dispose();
    }
}
