using EfficientMnist.Contracts.Topology;
using EfficientMnist.ServiceDefaults.Errors;
using EfficientMnist.ServiceDefaults.Hosting;
using EfficientMnist.ServiceDefaults.Security;
using EfficientMnist.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EfficientMnist.ServiceDefaults;

/// <summary>What every service of the system has in common.</summary>
public static class ServiceDefaultsExtensions
{
    private const string LiveTag = "live";

    /// <summary>Endpoints, telemetry, health checks and the gRPC edge (service key, refusals, reflection).</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        PrivateFiles.Begin();
        builder.ConfigureServiceEndpoints();
        builder.AddTelemetry();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(ServiceKey.From(builder.Configuration));
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = MessageLimits.ServerReceiveBytes;
            options.Interceptors.Add<ServiceKeyServerInterceptor>();
            options.Interceptors.Add<RefusalInterceptor>();
        });
        builder.Services.AddGrpcHealthChecks();
        builder.Services.AddGrpcReflection();
        return builder;
    }

    /// <summary><c>/health</c> (ready), <c>/alive</c> (live), gRPC health and gRPC reflection.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        app.MapHealthChecks("/health").AllowAnonymous();
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag) }).AllowAnonymous();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        return app;
    }
}
