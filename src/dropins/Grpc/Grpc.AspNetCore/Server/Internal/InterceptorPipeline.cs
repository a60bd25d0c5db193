using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server.Internal;

// Built once for each method; the interceptors are resolved for each call. The first registered is the outermost.
internal static class InterceptorPipeline
{
    public static UnaryServerMethod<TRequest, TResponse> Unary<TRequest, TResponse>(IReadOnlyList<InterceptorRegistration> interceptors, UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
        => interceptors.Reverse().Aggregate(handler, (next, registration) => (request, context)
            => Run(registration, context, interceptor => interceptor.UnaryServerHandler(request, context, next)));

    public static ClientStreamingServerMethod<TRequest, TResponse> ClientStreaming<TRequest, TResponse>(IReadOnlyList<InterceptorRegistration> interceptors, ClientStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
        => interceptors.Reverse().Aggregate(handler, (next, registration) => (requests, context)
            => Run(registration, context, interceptor => interceptor.ClientStreamingServerHandler(requests, context, next)));

    public static ServerStreamingServerMethod<TRequest, TResponse> ServerStreaming<TRequest, TResponse>(IReadOnlyList<InterceptorRegistration> interceptors, ServerStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
        => interceptors.Reverse().Aggregate(handler, (next, registration) => (request, responses, context)
            => Run(registration, context, interceptor => interceptor.ServerStreamingServerHandler(request, responses, context, next)));

    public static DuplexStreamingServerMethod<TRequest, TResponse> DuplexStreaming<TRequest, TResponse>(IReadOnlyList<InterceptorRegistration> interceptors, DuplexStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class
        where TResponse : class
        => interceptors.Reverse().Aggregate(handler, (next, registration) => (requests, responses, context)
            => Run(registration, context, interceptor => interceptor.DuplexStreamingServerHandler(requests, responses, context, next)));

    private static TTask Run<TTask>(InterceptorRegistration registration, ServerCallContext context, Func<Interceptor, TTask> call)
        where TTask : Task
    {
        var interceptor = registration.Resolve(context.GetHttpContext().RequestServices, out var owned);
        var task = call(interceptor);
        if (owned && interceptor is IDisposable or IAsyncDisposable)
            context.GetHttpContext().Response.OnCompleted(static state => OwnedObject.DisposeAsync(state).AsTask(), interceptor);
        return task;
    }
}
