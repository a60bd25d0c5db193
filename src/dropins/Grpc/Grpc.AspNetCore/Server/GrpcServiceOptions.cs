using System.IO.Compression;
using Grpc.Net.Compression;

namespace Grpc.AspNetCore.Server;

public class GrpcServiceOptions
{
    private const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    private int? _maxReceiveMessageSize;
    private int? _maxSendMessageSize;

    public int? MaxSendMessageSize
    {
        get => _maxSendMessageSize;
        set
        {
            _maxSendMessageSize = value;
            MaxSendMessageSizeSpecified = true;
        }
    }

    public int? MaxReceiveMessageSize
    {
        get => MaxReceiveMessageSizeSpecified ? _maxReceiveMessageSize : DefaultMaxReceiveMessageSize;
        set
        {
            _maxReceiveMessageSize = value;
            MaxReceiveMessageSizeSpecified = true;
        }
    }

    public bool? EnableDetailedErrors { get; set; }

    public string? ResponseCompressionAlgorithm { get; set; }

    public CompressionLevel? ResponseCompressionLevel { get; set; }

    public IList<ICompressionProvider> CompressionProviders { get => field ??= []; set; }

    public InterceptorCollection Interceptors { get; } = [];

    public bool? IgnoreUnknownServices { get; set; }

    internal bool MaxReceiveMessageSizeSpecified { get; private set; }

    internal bool MaxSendMessageSizeSpecified { get; private set; }
}
