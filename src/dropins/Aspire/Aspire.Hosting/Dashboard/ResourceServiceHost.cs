using System.Net;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Serves the resource service on loopback, to whoever has the key.</summary>
internal static class ResourceServiceHost
{
    private const string KeyHeader = "x-resource-service-api-key";
    private const int Unauthenticated = 16;

    public static WebApplication Build(DashboardSettings settings, IServiceProvider host)
    {
        // Empty: the AppHost's own addresses and environment are the dashboard's, not this server's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, settings.ResourceServicePort, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddSingleton(host.GetRequiredService<ILoggerFactory>());
        builder.Services.AddSingleton<IHostLifetime, DetachedLifetime>();
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(host.GetRequiredService<ResourceNotificationService>());
        builder.Services.AddSingleton(host.GetRequiredService<ResourceLoggerService>());
        builder.Services.AddSingleton(host.GetRequiredService<ResourceCommandService>());
        builder.Services.AddGrpc();
        var application = builder.Build();
        var key = Encoding.UTF8.GetBytes(settings.ResourceServiceKey);
        application.Use((context, next) => HasKey(context, key) ? next(context) : RefuseAsync(context));
        application.MapGrpcService<ResourceService>();
        return application;
    }

    private static bool HasKey(HttpContext context, byte[] key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(context.Request.Headers[KeyHeader].ToString()), key);

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = $"{Unauthenticated}";
        context.Response.Headers["grpc-message"] = $"The header {KeyHeader} is missing or wrong.";
        return Task.CompletedTask;
    }

    /// <summary>Ctrl+C is the AppHost's affair: it stops this server after the dashboard.</summary>
    private sealed class DetachedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
