using System.Buffers;
using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Internal;

internal abstract class HttpCall<TRequest, TResponse> : HttpCall
    where TRequest : class
    where TResponse : class
{
    private readonly ChannelSettings _channel;
    private readonly Method<TRequest, TResponse> _method;
    private readonly string? _host;
    private readonly CallOptions _options;
    private readonly TRequest? _request;
    private readonly MessageStreamContent? _messages;
    private readonly RequestStreamWriter<TRequest, TResponse>? _requestStream;
    private ICompressionProvider? _requestCompression;
    private MessageContent? _message;
    private HttpResponseMessage? _response;
    private FrameReader? _frames;
    private int _cleanedUp;

    protected HttpCall(ChannelSettings channel, Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest? request)
        : base(channel, options)
    {
        _channel = channel;
        _method = method;
        _host = host;
        _options = options;
        _request = request;
        if (request is not null)
            return;

        _messages = new MessageStreamContent();
        _requestStream = new RequestStreamWriter<TRequest, TResponse>(this, _messages);
    }

    // Of calls that stream their requests only.
    public IClientStreamWriter<TRequest> RequestStream => _requestStream ?? throw new InvalidOperationException("The call has one request, given at its start.");

    public CancellationToken EndToken => Token;

    // When the outcome is known without a reader; null where only reading tells.
    protected abstract Task? Outcome { get; }

    public SerializedFrame Serialize(TRequest request, WriteOptions? options)
    {
        Action<ReadOnlyMemory<byte>, IBufferWriter<byte>>? compress = null;
        if (_requestCompression is not null && ((options ?? _options.WriteOptions)?.Flags & WriteFlags.NoCompress) != WriteFlags.NoCompress)
            compress = MessageCompression.Compressor(_requestCompression, null);
        return SerializedFrame.Create(request, _method.RequestMarshaller, _channel.MaxSend, compress);
    }

    // A write that broke off says little; the status that the server ended the call with says why.
    public async Task<Exception> WriteFailureAsync(Exception exception)
    {
        if (!HasEnded && Outcome is { } outcome)
            await outcome.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!HasEnded)
            return Exception(StopReason() ?? CallFailure.From(exception, "Error writing message"), Metadata.Empty);

        return GetStatus().StatusCode == StatusCode.OK
            ? new InvalidOperationException("Can't write the message because the call is complete.", exception)
            : Exception(GetStatus(), GetTrailers());
    }

    // Sends the request and returns when the response's headers are there.
    protected async Task StartAsync()
    {
        // A deadline may have passed, or the caller given up, before anything was sent.
        Token.ThrowIfCancellationRequested();

        _requestCompression = RequestHeaders.RequestedCompression(_channel, _options.Headers);
        _message = _request is null ? null : new MessageContent(Serialize(_request, null));
        var request = RequestHeaders.Create(_channel, _method, (HttpContent?)_message ?? _messages!);
        if (_host is not null)
            request.Headers.Host = _host;
        if (Timeout is { } timeout)
            request.Headers.TryAddWithoutValidation("grpc-timeout", GrpcTimeout.Format(timeout));
        if (_requestCompression is not null)
            request.Headers.TryAddWithoutValidation("grpc-encoding", _requestCompression.EncodingName);
        if (_options.Headers is { Count: > 0 } headers)
            RequestHeaders.Add(request, headers);
        if (_channel.CallCredentials.Count > 0 || _options.Credentials is not null)
            await AddCredentialsAsync(request).ConfigureAwait(false);

        _response = await _channel.SendAsync(request, Token).ConfigureAwait(false);
        if (ResponseHeaders.HttpFailure(_response) is { } failure)
            throw new RpcException(ResponseHeaders.ReadStatus(_response.Headers) ?? failure);

        HeadersReceived(_response);
        _frames = new FrameReader(await _response.Content.ReadAsStreamAsync(Token).ConfigureAwait(false), _channel.MaxReceive, ResponseCompression(_response));
    }

    protected ValueTask<(bool Found, TResponse? Message)> ReadMessageAsync()
        => _frames!.ReadAsync(_method.ResponseMarshaller.ContextualDeserializer, Token);

    // After the last message: the trailers, or the headers of a response that has nothing else.
    protected Status ReadStatus(out Metadata trailers)
    {
        var response = _response!;
        if (ResponseHeaders.ReadStatus(response.TrailingHeaders) is { } status)
        {
            trailers = ResponseHeaders.ReadMetadata(response.TrailingHeaders);
            return status;
        }

        trailers = ResponseHeaders.ReadMetadata(response.Headers);
        return ResponseHeaders.ReadStatus(response.Headers) ?? new Status(StatusCode.Unknown, "No grpc-status found on response.");
    }

    // Resets the stream if the server is not done, and gives every buffer back.
    protected void CleanUp()
    {
        if (Interlocked.Exchange(ref _cleanedUp, 1) == 1)
            return;

        _frames?.Dispose();
        _response?.Dispose();
        _message?.Release();
        _messages?.Abort();
        ReleaseToken();
    }

    private ICompressionProvider? ResponseCompression(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("grpc-encoding", out var values))
            return null;

        var name = values.ToString();
        return name == MessageCompression.Identity
            ? null
            : MessageCompression.Find(_channel.Compression, name)
                ?? throw Frame.Failure(StatusCode.Internal, $"The response's grpc-encoding '{name}' is not supported; the request accepted {_channel.AcceptEncoding}.");
    }

    private async Task AddCredentialsAsync(HttpRequestMessage request)
    {
        IEnumerable<CallCredentials> credentials = _channel.CallCredentials;
        if (_options.Credentials is not null && _channel.CallCredentialsAllowed)
            credentials = credentials.Append(_options.Credentials);

        var context = new AuthInterceptorContext($"{_channel.Authority}/{_method.ServiceName}", _method.Name, Token);
        await CallCredentialsSender.AddHeadersAsync(credentials, context, request).ConfigureAwait(false);
    }
}
