using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Grpc.AspNetCore.Server.Internal;

// Answers gRPC calls to methods and services that are not mapped; other requests to such paths stay the application's.
internal static class UnimplementedEndpoints
{
    private const string MethodParameter = "unimplementedMethod";

    public static void Map(IEndpointRouteBuilder routes, GrpcMarkerService marker, IEnumerable<string> services)
    {
        foreach (var service in services)
            Map(routes, $"{service}/{{{MethodParameter}}}", "Method is unimplemented.").WithDisplayName($"gRPC - Unimplemented method for {service}");
        if (marker.UnknownServicesMapped)
            return;

        marker.UnknownServicesMapped = true;
        Map(routes, $"{{unimplementedService}}/{{{MethodParameter}}}", "Service is unimplemented.").WithDisplayName("gRPC - Unimplemented service");
    }

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder routes, string path, string detail)
    {
        var pattern = RoutePatternFactory.Parse(path, defaults: null, parameterPolicies: new RouteValueDictionary { [MethodParameter] = new GrpcCallConstraint() });
        RequestDelegate answer = context =>
        {
            GrpcResponse.WriteFailure(context, new Status(StatusCode.Unimplemented, detail));
            return Task.CompletedTask;
        };
        return routes.Map(pattern, answer).WithMetadata(new HttpMethodMetadata([HttpMethods.Post]));
    }

    private sealed class GrpcCallConstraint : IRouteConstraint
    {
        public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection)
            => httpContext is not null && GrpcRequest.IsGrpc(httpContext.Request);
    }
}
