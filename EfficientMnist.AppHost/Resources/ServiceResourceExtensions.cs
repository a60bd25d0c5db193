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
            .WithHttpHealthCheck("/health", endpointName: "http")
            .WithServiceKey(settings)
            .WithFolders(settings)
            .WithPromptEnd()
            .StartAgainAfterCrash();

    /// <summary>The web page: HTTP/1.1 only.</summary>
    public static IResourceBuilder<ProjectResource> AddWebPage<TProject>(this IDistributedApplicationBuilder builder, string name, AppHostSettings settings)
        where TProject : IProjectMetadata, new() =>
        builder.AddBuiltProject<TProject>(name)
            .WithHttpEndpoint(port: settings.WebPort, name: "http", env: "HTTP_PORT", isProxied: false)
            .WithEnvironment("Web__Token", settings.WebToken)
            .WithEnvironment("Dashboard__Url", settings.DashboardAddress?.ToString().TrimEnd('/'))
            .WithHttpHealthCheck("/health", endpointName: "http")
            .WithServiceKey(settings)
            .WithFolders(settings)
            .WithPromptEnd()
            .StartAgainAfterCrash();

    /// <summary>
    /// glibc's allocator for a service that trains: one arena, and blocks up to 32 MB are kept for the next step, which
    /// needs the same ones again. Handing them back in between costs page faults.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithMemoryForTraining(this IResourceBuilder<ProjectResource> service) =>
        service.WithAllocator(keptBlock: 32 << 20, keptFree: 256 << 20);

    /// <summary>glibc's allocator for a service of large matrices: one arena, and what is freed goes back to the system.</summary>
    public static IResourceBuilder<ProjectResource> WithMemoryForMatrices(this IResourceBuilder<ProjectResource> service) =>
        service.WithAllocator(keptBlock: 1 << 20, keptFree: 16 << 20);

    /// <summary>Hands over the key that calls between services carry.</summary>
    public static IResourceBuilder<ProjectResource> WithServiceKey(this IResourceBuilder<ProjectResource> resource, AppHostSettings settings) =>
        resource.WithEnvironment("Services__Key", settings.ServiceKey);

    /// <summary>The PostgreSQL given as connection string <c>labels</c>; without one the oracle keeps a SQLite file.</summary>
    public static IResourceBuilder<ProjectResource> WithLedgerDatabase(this IResourceBuilder<ProjectResource> oracle, AppHostSettings settings) =>
        settings.HasConnectionString("labels") ? oracle.WithReference(oracle.ApplicationBuilder.AddConnectionString("labels")) : oracle;

    // The host waits so long for open streams, which a page or a command line client keeps open for as long as it lives.
    private static IResourceBuilder<ProjectResource> WithPromptEnd(this IResourceBuilder<ProjectResource> service) =>
        service.WithEnvironment("DOTNET_SHUTDOWNTIMEOUTSECONDS", "2");

    // In bytes. Threads of tensor operators that wait for the next one otherwise spin, on cores that other services need.
    // Without a fixed limit glibc raises it to the largest block freed so far, and has an arena for each thread.
    private static IResourceBuilder<ProjectResource> WithAllocator(this IResourceBuilder<ProjectResource> service, int keptBlock, int keptFree) =>
        service
            .WithEnvironment("OMP_WAIT_POLICY", "PASSIVE")
            .WithEnvironment("MALLOC_ARENA_MAX", "1")
            .WithEnvironment("MALLOC_MMAP_THRESHOLD_", keptBlock.ToString(CultureInfo.InvariantCulture))
            .WithEnvironment("MALLOC_TRIM_THRESHOLD_", keptFree.ToString(CultureInfo.InvariantCulture));

    private static IResourceBuilder<ProjectResource> WithFolders(this IResourceBuilder<ProjectResource> service, AppHostSettings settings)
    {
        service.WithEnvironment(StateFolder.Key.Replace(":", "__", StringComparison.Ordinal), settings.StateFolder);
        return settings.DataFolder is null ? service : service.WithEnvironment("Datasets__Root", settings.DataFolder);
    }
}
