using System.Security.Cryptography;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Dashboard;

/// <summary>Addresses and keys of the dashboard: as configured, else free ports and new keys.</summary>
internal sealed record DashboardSettings
{
    private const int KeyBytes = 16;

    public required string ApplicationName { get; init; }

    public required int Port { get; init; }

    public required int OtlpGrpcPort { get; init; }

    public required int OtlpHttpPort { get; init; }

    public required int ResourceServicePort { get; init; }

    /// <summary>Null where anybody on this machine may look.</summary>
    public required string? BrowserToken { get; init; }

    public required string OtlpKey { get; init; }

    public required string TelemetryApiKey { get; init; }

    public required string ResourceServiceKey { get; init; }

    public string Url => $"http://localhost:{Port}";

    public string LoginUrl => BrowserToken is null ? Url : $"{Url}/login?t={BrowserToken}";

    /// <summary>Reads the settings, and writes what it made up back into the configuration for others to find.</summary>
    public static DashboardSettings Read(IConfiguration configuration, IHostEnvironment environment, DistributedApplicationOptions options)
    {
        var open = configuration.GetValue("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", false);
        var settings = new DashboardSettings
        {
            ApplicationName = options.DashboardApplicationName ?? environment.ApplicationName.Replace(".AppHost", "", StringComparison.OrdinalIgnoreCase),
            Port = PortOf(configuration["ASPNETCORE_URLS"]),
            OtlpGrpcPort = PortOf(configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"]),
            OtlpHttpPort = PortOf(configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"]),
            ResourceServicePort = PortOf(configuration["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"]),
            BrowserToken = open ? null : Key(configuration, "AppHost:BrowserToken", configuration["ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN"]),
            OtlpKey = Key(configuration, "AppHost:OtlpApiKey"),
            TelemetryApiKey = Key(configuration, "AppHost:DashboardApiKey"),
            ResourceServiceKey = Key(configuration, "AppHost:ResourceService:ApiKey"),
        };
        configuration["AppHost:DashboardUrl"] = settings.Url;
        return settings;
    }

    private static string Key(IConfiguration configuration, string name, string? given = null) =>
        configuration[name] ??= given ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>The port of the first address, unless another process holds it: a second system gets ports of its own.</summary>
    private static int PortOf(string? urls)
    {
        var first = urls?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        return Uri.TryCreate(first, UriKind.Absolute, out var url) && url.Port > 0 && EndpointAllocator.IsFree(url.Port) ? url.Port : EndpointAllocator.FreePort();
    }
}
