using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Projects;

namespace Aspire.Hosting;

public static class ProjectResourceBuilderExtensions
{
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() => builder.AddProject<TProject>(name, _ => { });

    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name, string? launchProfileName)
        where TProject : IProjectMetadata, new() => builder.AddProject<TProject>(name, Named(launchProfileName));

    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name, Action<ProjectResourceOptions> configure)
        where TProject : IProjectMetadata, new() => builder.AddProject(name, new TProject(), configure);

    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath) =>
        builder.AddProject(name, projectPath, _ => { });

    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath, string? launchProfileName) =>
        builder.AddProject(name, projectPath, Named(launchProfileName));

    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath, Action<ProjectResourceOptions> configure) =>
        builder.AddProject(name, new ProjectAtPath(Path.GetFullPath(Path.Combine(builder.AppHostDirectory, projectPath))), configure);

    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas) =>
        builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);

    /// <summary>Accepted so that a graph runs unchanged: there is no proxy whose headers a project could trust.</summary>
    public static IResourceBuilder<ProjectResource> DisableForwardedHeaders(this IResourceBuilder<ProjectResource> builder) => builder;

    private static Action<ProjectResourceOptions> Named(string? launchProfileName) => options =>
    {
        options.LaunchProfileName = launchProfileName;
        options.ExcludeLaunchProfile = launchProfileName is null;
    };

    private static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, IProjectMetadata metadata, Action<ProjectResourceOptions> configure)
    {
        var options = new ProjectResourceOptions();
        configure(options);
        var project = builder.AddResource(new ProjectResource(name)).WithAnnotation(metadata);
        if (options.ExcludeLaunchProfile)
            return project.WithAnnotation(new ExcludeLaunchProfileAnnotation());
        if (options.LaunchProfileName is { } chosen)
            project.WithAnnotation(new LaunchProfileAnnotation(chosen));
        var profile = LaunchProfiles.Select(metadata, options.LaunchProfileName, builder.Configuration["DOTNET_LAUNCH_PROFILE"]);
        return profile is null ? project : project.WithLaunchProfile(profile.Value.Name, profile.Value.Profile);
    }

    private static IResourceBuilder<ProjectResource> WithLaunchProfile(this IResourceBuilder<ProjectResource> project, string name, LaunchProfile profile)
    {
        project.WithEnvironment("DOTNET_LAUNCH_PROFILE", name);
        foreach (var (key, value) in profile.EnvironmentVariables)
            project.WithEnvironment(key, Environment.ExpandEnvironmentVariables(value));
        foreach (var url in (profile.ApplicationUrl ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var uri = new Uri(url.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal));
            var taken = project.Resource.GetEndpoints().Count(endpoint => endpoint.Scheme == uri.Scheme);
            project.WithAnnotation(new EndpointAnnotation(
                ProtocolType.Tcp, uri.Scheme, name: taken == 0 ? uri.Scheme : $"{uri.Scheme}{taken + 1}", port: uri.Port == 0 ? null : uri.Port)
            {
                TargetHost = uri.Host,
                TlsEnabled = uri.Scheme == "https",
            });
        }

        if (!string.IsNullOrWhiteSpace(profile.CommandLineArgs))
            project.WithArgs(LaunchProfiles.SplitArguments(profile.CommandLineArgs));
        return project;
    }

    private sealed class ProjectAtPath(string projectPath) : IProjectMetadata
    {
        public string ProjectPath => projectPath;
    }
}
