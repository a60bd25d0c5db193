using EfficientMnist.Contracts.Topology;
using EfficientMnist.ServiceDefaults;
using EfficientMnist.ServiceDefaults.Security;
using Yarp.ReverseProxy.Forwarder;

namespace EfficientMnist.Web.Access;

/// <summary>The Orleans dashboards of the services behind the login of the page: <c>/orleans/{service}/</c> is handed on to the service.</summary>
internal static class OrleansDashboardExtensions
{
    public static bool Exists(IConfiguration configuration) => configuration.GetValue(OrleansDashboard.Key, false);

    public static void AddOrleansDashboard(this IServiceCollection services) => services.AddHttpForwarder();

    public static void MapOrleansDashboard(this WebApplication app)
    {
        if (!Exists(app.Configuration))
            return;
        var handler = ServiceClientExtensions.CreateHandler(app.Configuration);
        (handler.AllowAutoRedirect, handler.UseCookies, handler.UseProxy) = (false, false, false);
        var client = new HttpMessageInvoker(handler);
        app.Lifetime.ApplicationStopped.Register(client.Dispose);
        var request = new ForwarderRequestConfig { Version = new Version(2, 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        app.MapGet(OrleansDashboard.Path, () => Results.Redirect(PathOf(OrleansDashboard.Services[0])));
        foreach (var service in OrleansDashboard.Services)
        {
            var address = app.Configuration[$"services:{service}:grpc:0"]!;
            var handover = new Handover(service, app.Services.GetRequiredService<ServiceKey>());
            app.MapGet(PathOf(service) + "{**rest}", async (HttpContext context, IHttpForwarder forwarder) =>
            {
                // Its page names its parts relative to the folder that it is in.
                if (context.Request.Path.StartsWithSegments(PathOf(service).TrimEnd('/'), out var rest) && !rest.HasValue)
                {
                    context.Response.Redirect(PathOf(service));
                    return;
                }
                // Its style sheet has a font within it.
                context.Response.Headers.ContentSecurityPolicy = PageHeaders.Policy + "; font-src 'self' data:";
                await forwarder.SendAsync(context, address, client, request, handover);
            });
        }
    }

    private static string PathOf(string service) => $"{OrleansDashboard.Path}/{service}/";

    /// <summary>Drops the service's name from the address, and who is logged in from the headers: the service lets in who has its key.</summary>
    private sealed class Handover(string service, ServiceKey key) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Remove("Cookie");
            proxyRequest.Headers.Add(ServiceKey.Header, key.Value);
            var path = OrleansDashboard.Path + "/" + httpContext.Request.Path.Value![PathOf(service).Length..];
            proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, path, httpContext.Request.QueryString);
        }
    }
}
