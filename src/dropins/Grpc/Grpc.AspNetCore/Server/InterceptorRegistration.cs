using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

public class InterceptorRegistration
{
    private readonly object[] _arguments;
    private ObjectFactory? _factory;

    internal InterceptorRegistration(Type type, object[] arguments)
    {
        Type = type;
        _arguments = arguments;
    }

    public Type Type { get; }

    public IReadOnlyList<object> Arguments => _arguments;

    // Registered interceptors have the lifetime of their registration, others live for one call.
    internal Interceptor Resolve(IServiceProvider services, out bool owned)
    {
        owned = false;
        if (_arguments.Length == 0 && services.GetService(Type) is Interceptor registered)
            return registered;

        owned = true;
        _factory ??= ActivatorUtilities.CreateFactory(Type, [.. _arguments.Select(argument => argument.GetType())]);
        return (Interceptor)_factory(services, _arguments);
    }
}
