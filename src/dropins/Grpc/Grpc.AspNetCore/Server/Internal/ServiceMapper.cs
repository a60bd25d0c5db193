using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Grpc.AspNetCore.Server.Internal;

// Turns the methods that a service's generated base class binds into endpoints.
internal static class ServiceMapper<TService>
    where TService : class
{
    public static IReadOnlyList<IEndpointConventionBuilder> Map(IEndpointRouteBuilder routes, GrpcMarkerService marker)
    {
        var services = routes.ServiceProvider;
        var settings = new MethodSettings(
            services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value,
            services.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value,
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Grpc.AspNetCore.Server.ServerCallHandler"));
        var binder = new ServiceMethodBinder<TService>(settings);
        Bind(binder);

        List<IEndpointConventionBuilder> endpoints = [];
        foreach (var method in binder.Methods)
        {
            var endpoint = routes.MapMethods(method.Method.FullName, [HttpMethods.Post], method.Handler).WithDisplayName($"gRPC - {method.Method.FullName}");
            endpoint.WithMetadata([.. method.Attributes, new GrpcMethodMetadata(typeof(TService), method.Method)]);
            endpoints.Add(endpoint);
        }

        if (!settings.IgnoreUnknownServices)
            UnimplementedEndpoints.Map(routes, marker, binder.Methods.Select(method => method.Method.ServiceName).Distinct());
        return endpoints;
    }

    private static void Bind(ServiceBinderBase binder)
    {
        for (var type = typeof(TService); type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is not { } attribute)
                continue;

            var bind = attribute.BindType.GetMethod(attribute.BindMethodName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(ServiceBinderBase), type]);
            (bind ?? throw NotAService()).Invoke(null, [binder, null]);
            return;
        }

        throw NotAService();
    }

    private static InvalidOperationException NotAService()
        => new($"Cannot locate \"BindService(ServiceBinderBase, ServiceBase)\" method for the current service type: {typeof(TService).FullName}. The type must be an implementation of a gRPC service.");
}
