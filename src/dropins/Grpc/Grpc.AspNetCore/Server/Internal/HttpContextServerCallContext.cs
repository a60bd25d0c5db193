using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Client.Internal;
using Grpc.Net.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Internal;

internal sealed class HttpContextServerCallContext(HttpContext http, MethodSettings settings, IMethod method) : ServerCallContext, IServerCallContextFeature
{
    private const string HttpContextKey = "__HttpContext";

    private readonly CallEnd _end = new();
    private readonly PipeWriter _body = http.Response.BodyWriter;
    private readonly DirectSerializationContext _serialization = new(http.Response.BodyWriter, settings.MaxSend);
    private ServerDeadline? _deadline;
    private RequestMessages? _messages;
    private ICompressionProvider? _compression;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private AuthContext? _authContext;
    private Status _status;
    private bool _bodyWritten;

    public HttpContext HttpContext => http;

    public RequestMessages Messages => _messages!;

    public bool HasEnded => _end.IsTaken;

    ServerCallContext IServerCallContextFeature.ServerCallContext => this;

    protected override string MethodCore => method.FullName;

    protected override string HostCore => http.Request.Host.Value ?? "";

    protected override string PeerCore => PeerName.Of(http.Connection);

    protected override DateTime DeadlineCore => _deadline?.Time ?? DateTime.MaxValue;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= RequestMetadata.Read(http.Request.Headers);

    protected override CancellationToken CancellationTokenCore => _deadline?.Token ?? http.RequestAborted;

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore { get => _status; set => _status = value; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => _authContext ??= new AuthContext(null, []);

    protected override IDictionary<object, object> UserStateCore
    {
        get
        {
            var state = base.UserStateCore;
            state.TryAdd(HttpContextKey, http);
            return state;
        }
    }

    public void Begin()
    {
        http.Features.Set<IServerCallContextFeature>(this);
        var headers = http.Request.Headers;
        if (headers.TryGetValue("grpc-timeout", out var timeout))
        {
            if (!GrpcTimeout.TryParse(timeout.ToString(), out var remaining))
                throw Frame.Failure(StatusCode.Internal, $"Malformed grpc-timeout '{timeout}'.");
            _deadline = new ServerDeadline(remaining, OnDeadlineAsync, http.RequestAborted);
        }

        _messages = new RequestMessages(http, settings.MaxReceive, RequestCompression(headers["grpc-encoding"]));
        if (settings.ResponseCompression is { } compression && Accepts(headers["grpc-accept-encoding"], compression.EncodingName))
        {
            _compression = compression;
            http.Response.Headers["grpc-encoding"] = compression.EncodingName;
        }

        _deadline?.Start();
    }

    public async Task WriteAsync<T>(T message, Marshaller<T> marshaller, CancellationToken cancellationToken)
    {
        _end.BeginWrite();
        try
        {
            Serialize(message, marshaller);
            if (((WriteOptions?.Flags ?? 0) & WriteFlags.BufferHint) != 0)
                return;

            var result = await _body.FlushAsync(cancellationToken);
            if (result.IsCanceled || result.IsCompleted)
                throw new OperationCanceledException("The client ended the call.", CancellationToken);
        }
        finally
        {
            _end.EndWrite();
        }
    }

    // The response of a call that has one goes out together with the status.
    public void WriteLast<T>(T? message, Marshaller<T> marshaller)
        where T : class
    {
        if (!_end.TakeForHandler())
            return;

        if (message is null)
            throw Frame.Failure(StatusCode.Cancelled, "No message returned from method.");
        Serialize(message, marshaller);
    }

    public void Fail(Exception exception)
    {
        switch (exception)
        {
            case RpcException rpc:
                _status = rpc.Status;
                foreach (var entry in rpc.Trailers)
                    ResponseTrailers.Add(entry);
                ServerLog.StatusRaised(settings.Logger, rpc.StatusCode, rpc.Status.Detail, rpc);
                break;
            case OperationCanceledException when CancellationToken.IsCancellationRequested:
                _status = _deadline is { HasPassed: true } ? new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded") : new Status(StatusCode.Cancelled, "The call was cancelled.");
                ServerLog.Cancelled(settings.Logger, method.FullName);
                break;
            default:
                _status = new Status(StatusCode.Unknown, settings.DetailedErrors ? $"Exception was thrown by handler. {Describe(exception)}" : "Exception was thrown by handler.", exception);
                ServerLog.MethodFailed(settings.Logger, method.FullName, exception);
                break;
        }
    }

    public async Task EndAsync()
    {
        if (!_end.TakeForHandler())
        {
            await _deadline!.Completion;
            _deadline.Dispose();
            return;
        }

        _deadline?.Dispose();
        if (!http.RequestAborted.IsCancellationRequested)
            GrpcResponse.WriteStatus(http.Response, _status, _responseTrailers, _bodyWritten);
    }

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        if (http.Response.HasStarted)
            throw new InvalidOperationException("Response headers can only be sent once per call.");

        _end.BeginWrite();
        try
        {
            foreach (var entry in responseHeaders)
                http.Response.Headers.Append(entry.Key, MetadataWire.Value(entry));
            await _body.FlushAsync();
        }
        finally
        {
            _end.EndWrite();
        }
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options)
        => throw new NotSupportedException("CreatePropagationToken is not supported: pass deadline and cancellation token on to the next call.");

    private static string Describe(Exception exception)
    {
        var text = $"{exception.GetType().Name}: {exception.Message}";
        return exception.InnerException is { } inner ? $"{text} {Describe(inner)}" : text;
    }

    private static bool Accepts(string? acceptEncoding, string encoding)
    {
        foreach (var range in acceptEncoding.AsSpan().Split(','))
        {
            if (acceptEncoding.AsSpan()[range].Trim().Equals(encoding, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private ICompressionProvider? RequestCompression(string? encoding)
    {
        if (string.IsNullOrEmpty(encoding) || encoding == MessageCompression.Identity)
            return null;
        if (MessageCompression.Find(settings.Compression, encoding) is { } provider)
            return provider;

        http.Response.Headers["grpc-accept-encoding"] = settings.AcceptEncoding;
        throw Frame.Failure(StatusCode.Unimplemented, $"Unsupported grpc-encoding value '{encoding}'. Supported encodings: {settings.AcceptEncoding}");
    }

    private void Serialize<T>(T message, Marshaller<T> marshaller)
    {
        if (_compression is not null && ((WriteOptions?.Flags ?? 0) & WriteFlags.NoCompress) == 0)
        {
            using var frame = SerializedFrame.Create(message, marshaller, settings.MaxSend, MessageCompression.Compressor(_compression, settings.ResponseCompressionLevel));
            _body.Write(frame.Bytes.Span);
        }
        else
        {
            marshaller.ContextualSerializer(message, _serialization);
        }

        _bodyWritten = true;
    }

    // The handler may still run, and may never look at its token; the client gets its answer now.
    private async Task OnDeadlineAsync(Action cancelHandler)
    {
        if (!_end.TakeForDeadline(out var writing))
            return;

        var reset = http.Features.Get<IHttpResetFeature>();
        var sent = Task.CompletedTask;
        if (writing)
        {
            reset?.Reset(Http2Errors.Cancel);
        }
        else
        {
            GrpcResponse.WriteStatus(http.Response, new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded"), null, _bodyWritten);
            sent = http.Response.CompleteAsync();
        }

        ServerLog.DeadlineExceeded(settings.Logger, method.FullName);
        cancelHandler();
        await sent;
        if (!writing && !Messages.ReachedEnd)
            reset?.Reset(Http2Errors.None);
    }
}
