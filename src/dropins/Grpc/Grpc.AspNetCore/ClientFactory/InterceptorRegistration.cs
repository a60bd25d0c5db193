using Grpc.Core.Interceptors;

namespace Grpc.Net.ClientFactory;

public class InterceptorRegistration
{
    public InterceptorRegistration(InterceptorScope scope, Func<IServiceProvider, Interceptor> creator)
    {
        ArgumentNullException.ThrowIfNull(creator);
        Scope = scope;
        Creator = creator;
    }

    public InterceptorScope Scope { get; }

    public Func<IServiceProvider, Interceptor> Creator { get; }
}
