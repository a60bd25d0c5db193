using System.Diagnostics;
using System.Reflection;

namespace Aspire.Hosting.Projects;

/// <summary>Finds the assembly that a project builds.</summary>
internal static class ProjectOutput
{
    /// <summary>Key of the assembly metadata that AppHost.targets writes for each referenced project.</summary>
    public const string MetadataPrefix = "aspire-project-output:";

    public static async Task<string> FindAsync(IProjectMetadata project, CancellationToken cancellationToken)
    {
        var key = MetadataPrefix + project.ProjectPath;
        var known = project.GetType().Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == key)?.Value;
        var path = known ?? await AskAsync(project.ProjectPath, cancellationToken);
        return File.Exists(path)
            ? path
            : throw new DistributedApplicationException($"Project '{project.ProjectPath}' is not built: there is no '{path}'. Build it first.");
    }

    public static string DotnetHost()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var beside = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } given && File.Exists(given) ? given
            : File.Exists(beside) ? beside
            : "dotnet";
    }

    private static async Task<string> AskAsync(string projectPath, CancellationToken cancellationToken)
    {
        if (!File.Exists(projectPath))
            throw new DistributedApplicationException($"Project file '{projectPath}' was not found.");
        using var msbuild = Process.Start(new ProcessStartInfo(DotnetHost(), ["msbuild", projectPath, "-getProperty:TargetPath", "-nologo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = msbuild.StandardError.ReadToEndAsync(cancellationToken);
        var output = await msbuild.StandardOutput.ReadToEndAsync(cancellationToken);
        await msbuild.WaitForExitAsync(cancellationToken);
        return msbuild.ExitCode == 0
            ? output.Trim()
            : throw new DistributedApplicationException($"MSBuild could not tell what '{projectPath}' builds: {output} {await errors}");
    }
}
