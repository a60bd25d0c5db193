using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Net.Client;

public sealed class GrpcChannelOptions
{
    private const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    public ChannelCredentials? Credentials { get; set; }

    public int? MaxSendMessageSize { get; set; }

    public int? MaxReceiveMessageSize { get; set; } = DefaultMaxReceiveMessageSize;

    public IList<ICompressionProvider>? CompressionProviders { get; set; }

    public HttpClient? HttpClient { get; set; }

    public HttpMessageHandler? HttpHandler { get; set; }

    public bool DisposeHttpClient { get; set; }

    public bool ThrowOperationCanceledOnCancellation { get; set; }

    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }

    public Version? HttpVersion { get; set; }

    public HttpVersionPolicy? HttpVersionPolicy { get; set; }

    public IServiceProvider? ServiceProvider { get; set; }
}
