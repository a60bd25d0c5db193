using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory.Internal;

internal sealed class DefaultGrpcClientFactory(CallInvokerCache invokers, IOptionsMonitor<GrpcClientFactoryOptions> options, IServiceProvider services) : GrpcClientFactory
{
    public override TClient CreateClient<TClient>(string name)
    {
        var settings = options.Get(name);
        var invoker = invokers.Get(name);
        if (settings.CallOptionsActions.Count > 0)
            invoker = invoker.Intercept(new CallOptionsInterceptor(settings.CallOptionsActions, services));

        var interceptors = settings.InterceptorRegistrations.Where(registration => registration.Scope == InterceptorScope.Client).ToArray();
        if (interceptors.Length > 0)
            invoker = invoker.Intercept([.. interceptors.Select(registration => registration.Creator(services))]);
        return settings.Creator is { } creator ? Created<TClient>(creator(invoker)) : Activator<TClient>.Create(services, [invoker]);
    }

    private static TClient Created<TClient>(object client) => client is TClient typed
        ? typed
        : throw new InvalidOperationException($"The configured client creator returned {client?.GetType().FullName ?? "null"}, not {typeof(TClient).FullName}.");

    private static class Activator<TClient>
    {
        public static readonly ObjectFactory<TClient> Create = ActivatorUtilities.CreateFactory<TClient>([typeof(CallInvoker)]);
    }
}
