using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Internal;

// What the calls of one channel share.
internal sealed class ChannelSettings : IDisposable
{
    private readonly ConcurrentDictionary<IMethod, Uri> _callAddresses = new();
    private readonly Uri _address;
    private readonly HttpMessageInvoker _http;
    private readonly bool _ownsHttp;
    private volatile bool _disposed;

    private ChannelSettings(Uri address, GrpcChannelOptions options)
    {
        _address = address;
        _ownsHttp = options.DisposeHttpClient || (options.HttpClient is null && options.HttpHandler is null);
        _http = options.HttpClient ?? new HttpMessageInvoker(options.HttpHandler ?? CreateHandler(), _ownsHttp);
        MaxSend = options.MaxSendMessageSize;
        MaxReceive = options.MaxReceiveMessageSize;
        ThrowOperationCanceled = options.ThrowOperationCanceledOnCancellation;
        HttpVersion = options.HttpVersion ?? System.Net.HttpVersion.Version20;
        HttpVersionPolicy = options.HttpVersionPolicy ?? System.Net.Http.HttpVersionPolicy.RequestVersionExact;
        Compression = [.. options.CompressionProviders ?? [], .. MessageCompression.DefaultProviders];
        AcceptEncoding = MessageCompression.AcceptEncoding(Compression);
        CallCredentialsAllowed = address.Scheme == Uri.UriSchemeHttps || options.UnsafeUseInsecureChannelCallCredentials;
        CallCredentials = ChannelCredentialsReader.Read(options.Credentials, address, CallCredentialsAllowed);
    }

    public int? MaxSend { get; }

    public int? MaxReceive { get; }

    public bool ThrowOperationCanceled { get; }

    public Version HttpVersion { get; }

    public HttpVersionPolicy HttpVersionPolicy { get; }

    public IReadOnlyList<ICompressionProvider> Compression { get; }

    public string AcceptEncoding { get; }

    public bool CallCredentialsAllowed { get; }

    public IReadOnlyList<CallCredentials> CallCredentials { get; }

    public string Authority => _address.GetLeftPart(UriPartial.Authority);

    public static ChannelSettings From(Uri address, GrpcChannelOptions options)
    {
        if (options.HttpClient is not null && options.HttpHandler is not null)
            throw new ArgumentException("HttpClient and HttpHandler have been configured. Only one HTTP caller can be specified.", nameof(options));
        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
            throw new ArgumentException($"The address '{address}' has the scheme '{address.Scheme}'; use http or https.", nameof(address));

        return new ChannelSettings(address, options);
    }

    public Uri CallAddress(IMethod method) => _callAddresses.GetOrAdd(method, static (method, address) => new Uri(address, method.FullName), _address);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(GrpcChannel));

        // HttpClient alone would buffer the response first.
        return _http is HttpClient client
            ? client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            : _http.SendAsync(request, cancellationToken);
    }

    public void Dispose()
    {
        _disposed = true;
        if (_ownsHttp)
            _http.Dispose();
    }

    // A server allows about 100 streams on a connection; beyond that a call would wait for another to end.
    private static SocketsHttpHandler CreateHandler() => new()
    {
        EnableMultipleHttp2Connections = true,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        AllowAutoRedirect = false,
    };
}
