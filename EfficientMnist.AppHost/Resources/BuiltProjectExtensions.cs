using Microsoft.Extensions.DependencyInjection;

namespace EfficientMnist.AppHost.Resources;

internal static class BuiltProjectExtensions
{
    /// <summary>
    /// A project as the AppHost's build has left it, in the AppHost's own configuration and framework. By default each would be
    /// started with <c>dotnet run</c>, which evaluates the project once more and stays beside the service with memory of its own.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddBuiltProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        var project = new TProject().ProjectPath;
        var folder = Path.GetDirectoryName(project)!;
        return builder.AddProject<TProject>(name, options => options.ExcludeLaunchProfile = true)
            .WithAnnotation(new ExecutableAnnotation { Command = "dotnet", WorkingDirectory = folder })
            .WithArgs("exec", Path.Combine(folder, OutputFolder(), Path.GetFileNameWithoutExtension(project) + ".dll"))
            // On loopback there is no TLS, and without this line a missing developer certificate would be complained of.
            .WithoutHttpsCertificate()
            .WithTelemetryThatEnds();
    }

    // Aspire has each project send what the dashboard has not taken again for 15 seconds. The dashboard ends first of all,
    // and every service would stay for that long. Without a dashboard there is nobody to send it to.
    private static IResourceBuilder<ProjectResource> WithTelemetryThatEnds(this IResourceBuilder<ProjectResource> project) =>
        project.WithEnvironment(context =>
        {
            context.EnvironmentVariables.Remove("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY");
            if (context.ExecutionContext.Services.GetRequiredService<DistributedApplicationOptions>().DisableDashboard)
                context.EnvironmentVariables.Remove("OTEL_EXPORTER_OTLP_ENDPOINT");
        });

    // …/bin/<configuration>/<framework>/
    private static string OutputFolder()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine("bin", framework.Parent!.Name, framework.Name);
    }
}
