using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;

namespace Grpc.Net.ClientFactory.Internal;

// One channel for each client name.
internal sealed class CallInvokerCache(IOptionsMonitor<GrpcClientFactoryOptions> options, IHttpMessageHandlerFactory handlers, IServiceProvider services) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<(GrpcChannel Channel, CallInvoker Invoker)>> _entries = new(StringComparer.Ordinal);

    public CallInvoker Get(string name) => _entries.GetOrAdd(name, key => new(() => Create(key))).Value.Invoker;

    public void Dispose()
    {
        foreach (var entry in _entries.Values)
        {
            if (entry.IsValueCreated)
                entry.Value.Channel.Dispose();
        }
    }

    private (GrpcChannel Channel, CallInvoker Invoker) Create(string name)
    {
        var settings = options.Get(name);
        var channelOptions = new GrpcChannelOptions { HttpHandler = handlers.CreateHandler(name), ServiceProvider = services };
        foreach (var configure in settings.ChannelOptionsActions)
            configure(channelOptions);

        var address = settings.Address
            ?? throw new InvalidOperationException($"Could not resolve the address for gRPC client '{name}'. Set an address when registering the client: services.AddGrpcClient<{name}>(o => o.Address = ...).");
        var channel = GrpcChannel.ForAddress(address, channelOptions);
        var interceptors = settings.InterceptorRegistrations.Where(registration => registration.Scope == InterceptorScope.Channel);
        return (channel, channel.Intercept([.. interceptors.Select(registration => registration.Creator(services))]));
    }
}
