using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Projects;

namespace Aspire.Hosting.Orchestration;

/// <summary>Turns a resource into something to execute.</summary>
internal static class Launches
{
    public static async ValueTask<ProcessLaunch> PrepareAsync(IResource resource, CancellationToken cancellationToken)
    {
        if (resource.TryGetLastAnnotation<LaunchAnnotation>(out var own))
            return await own.Launch(cancellationToken);
        return resource switch
        {
            ProjectResource project => await ProjectAsync(project.GetProjectMetadata(), cancellationToken),
            ExecutableResource executable => Executable(executable),
            _ => throw new DistributedApplicationException($"Resource '{resource.Name}' is nothing that can be executed."),
        };
    }

    /// <summary>The full path of a command as a shell would find it; null where there is none.</summary>
    public static string? Find(string command, string workingDirectory)
    {
        if (command.Contains(Path.DirectorySeparatorChar))
            return Existing(Path.GetFullPath(Path.Combine(workingDirectory, command)));
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Existing(Path.Combine(folder, command)))
            .FirstOrDefault(found => found is not null);
    }

    private static string? Existing(string file) =>
        File.Exists(file) ? file : OperatingSystem.IsWindows() && File.Exists(file + ".exe") ? file + ".exe" : null;

    private static async ValueTask<ProcessLaunch> ProjectAsync(IProjectMetadata project, CancellationToken cancellationToken)
    {
        var assembly = await ProjectOutput.FindAsync(project, cancellationToken);
        return new ProcessLaunch(ProjectOutput.DotnetHost(), ["exec", assembly], Path.GetDirectoryName(project.ProjectPath)!)
        {
            Properties = [new("project.path", project.ProjectPath)],
        };
    }

    private static ProcessLaunch Executable(ExecutableResource executable) =>
        new(executable.Command, [], executable.WorkingDirectory);
}
