using Grpc.Core;
using Grpc.Core.Interceptors;

namespace EfficientMnist.ServiceDefaults.Errors;

/// <summary>A server interceptor that treats the four call shapes alike.</summary>
public abstract class EveryCallInterceptor : Interceptor
{
    /// <summary>Runs around each call.</summary>
    protected abstract Task<T> Around<T>(ServerCallContext context, Func<Task<T>> handler);

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        Around(context, () => continuation(request, context));

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        Around(context, () => continuation(requestStream, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        Around(context, () => Awaited(continuation(request, responseStream, context)));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        Around(context, () => Awaited(continuation(requestStream, responseStream, context)));

    private static async Task<bool> Awaited(Task call)
    {
        await call;
        return true;
    }
}
