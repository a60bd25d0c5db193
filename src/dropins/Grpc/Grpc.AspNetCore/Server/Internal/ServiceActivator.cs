using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

// A service that is registered has the lifetime of its registration, any other lives for one call.
internal sealed class ServiceActivator<TService>
    where TService : class
{
    private readonly ObjectFactory<TService> _factory = ActivatorUtilities.CreateFactory<TService>([]);

    public Activated Create(ServerCallContext context)
    {
        var services = context.GetHttpContext().RequestServices;
        return services.GetService<TService>() is { } registered
            ? new Activated(registered, false)
            : Created(_factory(services, []));
    }

    private static Activated Created(TService instance) => new(instance, instance is IDisposable or IAsyncDisposable);

    internal readonly record struct Activated(TService Instance, bool Owned)
    {
        public async Task<T> ReleaseAfter<T>(Task<T> call)
        {
            try
            {
                return await call;
            }
            finally
            {
                await OwnedObject.DisposeAsync(Instance);
            }
        }

        public async Task ReleaseAfter(Task call)
        {
            try
            {
                await call;
            }
            finally
            {
                await OwnedObject.DisposeAsync(Instance);
            }
        }
    }
}
