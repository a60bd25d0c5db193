using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Server.Reflection.Internal;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

public static class GrpcReflectionServiceExtensions
{
    public static IGrpcServerBuilder AddGrpcReflection(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<ReflectedServices>();
        return services.AddGrpc();
    }
}
