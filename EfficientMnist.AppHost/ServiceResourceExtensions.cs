using EfficientMnist.Contracts.Topology;
using Microsoft.Extensions.Configuration;

namespace EfficientMnist.AppHost;

internal static class ServiceResourceExtensions
{
    /// <summary>A gRPC service: an HTTP/2 endpoint <c>grpc</c> and an HTTP/1.1 endpoint <c>http</c> with its health.</summary>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(this IDistributedApplicationBuilder builder, string name, AppHostSettings settings)
        where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(name, project => project.ExcludeLaunchProfile = true)
            .WithHttpEndpoint(port: settings.GrpcPort(name), name: "grpc", env: "GRPC_PORT")
            .WithHttpEndpoint(port: settings.HttpPort(name), name: "http", env: "HTTP_PORT")
            .WithHttpHealthCheck("/health", endpointName: "http")
            .WithServiceKey(settings)
            .WithFolders(settings);

    /// <summary>The web page: HTTP/1.1 only.</summary>
    public static IResourceBuilder<ProjectResource> AddWebPage<TProject>(this IDistributedApplicationBuilder builder, string name, AppHostSettings settings)
        where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(name, project => project.ExcludeLaunchProfile = true)
            .WithHttpEndpoint(port: settings.WebPort, name: "http", env: "HTTP_PORT")
            .WithEnvironment("Web__Token", settings.WebToken)
            .WithEnvironment("Dashboard__Url", settings.DashboardUrl)
            .WithHttpHealthCheck("/health", endpointName: "http")
            .WithServiceKey(settings)
            .WithFolders(settings);

    /// <summary>Hands over the key that calls between services carry.</summary>
    public static IResourceBuilder<ProjectResource> WithServiceKey(this IResourceBuilder<ProjectResource> resource, AppHostSettings settings) =>
        resource.WithEnvironment("Services__Key", settings.ServiceKey);

    /// <summary>A Redis given as connection string <c>cache</c>, else one of our own.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddCache(this IDistributedApplicationBuilder builder) =>
        builder.Configuration.GetConnectionString("cache") is null ? builder.AddRedis("cache") : builder.AddConnectionString("cache");

    /// <summary>The PostgreSQL given as connection string <c>labels</c>; without one the oracle keeps a SQLite file.</summary>
    public static IResourceBuilder<ProjectResource> WithLedgerDatabase(this IResourceBuilder<ProjectResource> oracle, IDistributedApplicationBuilder builder) =>
        builder.Configuration.GetConnectionString("labels") is null ? oracle : oracle.WithReference(builder.AddConnectionString("labels"));

    private static IResourceBuilder<ProjectResource> WithFolders(this IResourceBuilder<ProjectResource> service, AppHostSettings settings)
    {
        service.WithEnvironment(StateFolder.Key.Replace(":", "__", StringComparison.Ordinal), settings.StateFolder);
        return settings.DataFolder is null ? service : service.WithEnvironment("Datasets__Root", settings.DataFolder);
    }
}
