using System.Globalization;
using EfficientMnist.AppHost.Restarts;
using EfficientMnist.AppHost.Startup;
using EfficientMnist.Contracts.Topology;

namespace EfficientMnist.AppHost.Resources;

internal static class ServiceResourceExtensions
{
    /// <summary>A gRPC service: an HTTP/2 endpoint <c>grpc</c> and an HTTP/1.1 endpoint <c>http</c> with its health.</summary>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(this IDistributedApplicationBuilder builder, string name, AppHostSettings settings)
        where TProject : IProjectMetadata, new() =>
        builder.AddBuiltProject<TProject>(name)
            .WithHttpEndpoint(port: settings.GrpcPort(name), name: "grpc", env: "GRPC_PORT", isProxied: false)
            .WithHttpEndpoint(port: settings.HttpPort(name), name: "http", env: "HTTP_PORT", isProxied: false)
            .WithPatientHealthCheck("/health", endpointName: "http")
            .WithServiceKey(settings)
            .WithFolders(settings)
            .WithListening(name, settings)
            .WithPromptEnd()
            .StartAgainAfterCrash();

    /// <summary>The web page: HTTP/1.1 only.</summary>
    public static IResourceBuilder<ProjectResource> AddWebPage<TProject>(this IDistributedApplicationBuilder builder, string name, AppHostSettings settings)
        where TProject : IProjectMetadata, new() =>
        builder.AddBuiltProject<TProject>(name)
            .WithHttpEndpoint(port: settings.WebPort, name: "http", env: "HTTP_PORT", isProxied: false)
            .WithEnvironment("Web__Token", settings.WebToken)
            .WithEnvironment("Dashboard__Url", settings.DashboardAddress?.ToString().TrimEnd('/'))
            // One login for both: each leads to the other with what lets in there.
            .WithEnvironment("Dashboard__Token", builder.Configuration["AppHost:BrowserToken"])
            .WithUrlForEndpoint("http", url => (url.Url, url.DisplayText) = (settings.WebLink, "Web page"))
            .WithPatientHealthCheck("/health", endpointName: "http")
            .WithServiceKey(settings)
            .WithFolders(settings)
            .WithListening(name, settings)
            .WithPromptEnd()
            .StartAgainAfterCrash();

    /// <summary>Hands over the key that calls between services carry.</summary>
    public static IResourceBuilder<ProjectResource> WithServiceKey(this IResourceBuilder<ProjectResource> resource, AppHostSettings settings) =>
        resource.WithEnvironment("Services__Key", settings.ServiceKey);

    /// <summary>Hands over the allocator that services which compute with tensors need.</summary>
    public static IResourceBuilder<ProjectResource> WithTensorMemory(this IResourceBuilder<ProjectResource> service)
    {
        foreach (var (name, value) in TensorMemory.Environment())
            service.WithEnvironment(name, value);
        return service;
    }

    /// <summary>Has a service show its Orleans dashboard, or the page lead to them, where that is asked for.</summary>
    public static IResourceBuilder<ProjectResource> WithOrleansDashboard(this IResourceBuilder<ProjectResource> service, AppHostSettings settings) =>
        settings.OrleansDashboard ? service.WithEnvironment(OrleansDashboard.Key.Replace(":", "__", StringComparison.Ordinal), "true") : service;

    /// <summary>The PostgreSQL given as connection string <c>labels</c>; without one the oracle keeps a SQLite file.</summary>
    public static IResourceBuilder<ProjectResource> WithLedgerDatabase(this IResourceBuilder<ProjectResource> oracle, AppHostSettings settings) =>
        settings.HasConnectionString("labels") ? oracle.WithReference(oracle.ApplicationBuilder.AddConnectionString("labels")) : oracle;

    // Services refuse to listen beyond loopback without a certificate.
    private static IResourceBuilder<ProjectResource> WithListening(this IResourceBuilder<ProjectResource> service, string name, AppHostSettings settings) =>
        settings.ListenAddress is not { } address
            ? service
            : service.WithEnvironment("Listen__Address", address)
                .WithEnvironment("TLS_PORT", settings.TlsPort(name).ToString(CultureInfo.InvariantCulture))
                .WithEnvironment("Tls__Certificate", settings.Tls.Certificate)
                .WithEnvironment("Tls__Key", settings.Tls.Key);

    // The host waits so long for open streams, which a page or a command line client keeps open for as long as it lives.
    private static IResourceBuilder<ProjectResource> WithPromptEnd(this IResourceBuilder<ProjectResource> service) =>
        service.WithEnvironment("DOTNET_SHUTDOWNTIMEOUTSECONDS", "2");

    private static IResourceBuilder<ProjectResource> WithFolders(this IResourceBuilder<ProjectResource> service, AppHostSettings settings)
    {
        service.WithEnvironment(StateFolder.Key.Replace(":", "__", StringComparison.Ordinal), settings.StateFolder);
        return settings.DataFolder is null ? service : service.WithEnvironment("Datasets__Root", settings.DataFolder);
    }
}
