using System.Reflection;
using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

// Generated BindService code names each method here (with no handler, as there is no instance yet);
// the handler is the service's method of the same name, opened over the instance of each call.
internal sealed class ServiceMethodBinder<TService>(MethodSettings settings) : ServiceBinderBase
    where TService : class
{
    private readonly ServiceActivator<TService> _activator = new();

    public List<ServiceMethod> Methods { get; } = [];

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var target = Find(method, typeof(TRequest), typeof(ServerCallContext));
        var invoke = target.CreateDelegate<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>();
        UnaryServerMethod<TRequest, TResponse> call = (request, context) =>
        {
            var service = _activator.Create(context);
            var task = invoke(service.Instance, request, context);
            return service.Owned ? service.ReleaseAfter(task) : task;
        };
        Add(method, target, new UnaryHandler<TRequest, TResponse>(settings, method, InterceptorPipeline.Unary(settings.Interceptors, call)));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var target = Find(method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var invoke = target.CreateDelegate<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>();
        ClientStreamingServerMethod<TRequest, TResponse> call = (requests, context) =>
        {
            var service = _activator.Create(context);
            var task = invoke(service.Instance, requests, context);
            return service.Owned ? service.ReleaseAfter(task) : task;
        };
        Add(method, target, new ClientStreamingHandler<TRequest, TResponse>(settings, method, InterceptorPipeline.ClientStreaming(settings.Interceptors, call)));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var target = Find(method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var invoke = target.CreateDelegate<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>();
        ServerStreamingServerMethod<TRequest, TResponse> call = (request, responses, context) =>
        {
            var service = _activator.Create(context);
            var task = invoke(service.Instance, request, responses, context);
            return service.Owned ? service.ReleaseAfter(task) : task;
        };
        Add(method, target, new ServerStreamingHandler<TRequest, TResponse>(settings, method, InterceptorPipeline.ServerStreaming(settings.Interceptors, call)));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var target = Find(method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var invoke = target.CreateDelegate<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>();
        DuplexStreamingServerMethod<TRequest, TResponse> call = (requests, responses, context) =>
        {
            var service = _activator.Create(context);
            var task = invoke(service.Instance, requests, responses, context);
            return service.Owned ? service.ReleaseAfter(task) : task;
        };
        Add(method, target, new DuplexStreamingHandler<TRequest, TResponse>(settings, method, InterceptorPipeline.DuplexStreaming(settings.Interceptors, call)));
    }

    private static MethodInfo Find(IMethod method, params Type[] parameters)
        => typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, parameters)
            ?? throw new InvalidOperationException($"Could not find '{method.Name}' on {typeof(TService).FullName}.");

    private void Add(IMethod method, MethodInfo target, ServerCallHandler handler)
        => Methods.Add(new ServiceMethod(method, handler.HandleAsync, [.. typeof(TService).GetCustomAttributes(inherit: true), .. target.GetCustomAttributes(inherit: true)]));
}
