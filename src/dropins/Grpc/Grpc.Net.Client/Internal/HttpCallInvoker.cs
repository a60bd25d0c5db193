using Grpc.Core;

namespace Grpc.Net.Client.Internal;

internal sealed class HttpCallInvoker(ChannelSettings settings) : CallInvoker
{
    public ChannelSettings Settings => settings;

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using var call = new UnaryCall<TRequest, TResponse>(settings, method, host, options, request);
        return call.ResponseAsync.GetAwaiter().GetResult();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new UnaryCall<TRequest, TResponse>(settings, method, host, options, request);
        return new AsyncUnaryCall<TResponse>(call.ResponseAsync, CallState.Headers, CallState.Status, CallState.Trailers, CallState.Dispose, call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new UnaryCall<TRequest, TResponse>(settings, method, host, options, null);
        return new AsyncClientStreamingCall<TRequest, TResponse>(call.RequestStream, call.ResponseAsync, CallState.Headers, CallState.Status, CallState.Trailers, CallState.Dispose, call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new StreamingCall<TRequest, TResponse>(settings, method, host, options, request);
        return new AsyncServerStreamingCall<TResponse>(call, CallState.Headers, CallState.Status, CallState.Trailers, CallState.Dispose, call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new StreamingCall<TRequest, TResponse>(settings, method, host, options, null);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(call.RequestStream, call, CallState.Headers, CallState.Status, CallState.Trailers, CallState.Dispose, call);
    }

    // One delegate for all calls instead of a closure for each.
    private static class CallState
    {
        public static readonly Func<object, Task<Metadata>> Headers = static call => ((HttpCall)call).ResponseHeadersAsync;
        public static readonly Func<object, Status> Status = static call => ((HttpCall)call).GetStatus();
        public static readonly Func<object, Metadata> Trailers = static call => ((HttpCall)call).GetTrailers();
        public static readonly Action<object> Dispose = static call => ((HttpCall)call).Dispose();
    }
}
