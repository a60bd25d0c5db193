using Microsoft.Extensions.DependencyInjection;

namespace EfficientMnist.AppHost.Startup;

internal static class AspireDefaults
{
    /// <summary>Settings of Aspire itself that suit a system on one machine's loopback. What the user has set wins.</summary>
    public static void UseLoopbackDefaults(this IDistributedApplicationBuilder builder, AppHostSettings settings)
    {
        // Nothing leaves the machine, so neither dashboard nor telemetry needs a certificate.
        builder.Configuration["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] ??= "true";
        builder.Configuration["ASPNETCORE_URLS"] = settings.DashboardAddress?.ToString();
        builder.Configuration["ASPIRE_DASHBOARD_TELEMETRY_OPTOUT"] ??= "true";
        builder.Configuration["ASPIRE_VERSION_CHECK_DISABLED"] ??= "true";
        // The AppHost ends after its processes, so that the next one finds the ports free.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
        // The dashboard's log-in cookies are protected by keys in the user's own folder, which the library warns are not encrypted.
        builder.Configuration["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] ??= "Error";
        // A service that has crashed is started again, so those that wait for it go on waiting.
        builder.Services.Configure<ResourceNotificationServiceOptions>(options => options.DefaultWaitBehavior = WaitBehavior.WaitOnResourceUnavailable);
        // A service that does not answer yet is no fault; one that stays away is said by its restarts.
        builder.Configuration["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] ??= "None";
        // What it starts and where it listens is said in two links at the end.
        builder.Configuration["Logging:LogLevel:Aspire.Hosting"] ??= "Warning";
    }
}
