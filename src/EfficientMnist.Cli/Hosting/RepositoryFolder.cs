using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;

namespace EfficientMnist.Cli.Hosting;

/// <summary>The checkout this program was built in.</summary>
internal sealed record RepositoryFolder(string Root)
{
    private const string Solution = "EfficientMnist.sln";

    /// <summary>The folder given, or of an empty one the first one with the solution above this program.</summary>
    public static RepositoryFolder Find(string given)
    {
        if (given.Length > 0)
        {
            return File.Exists(Path.Combine(given, Solution))
                ? new RepositoryFolder(Path.GetFullPath(given))
                : throw new UsageException($"--root: there is no {Solution} in {Path.GetFullPath(given)}.");
        }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
                return new RepositoryFolder(folder.FullName);
        }
        throw new UsageException($"--system needs the repository, and there is no {Solution} above {AppContext.BaseDirectory}. Name it with --root <folder>.");
    }

    /// <summary>The AppHost, built in the configuration of this program.</summary>
    public string AppHost()
    {
        // …/bin/<configuration>/<framework>/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = output.Parent?.Name is { } name && name is "Debug" or "Release" ? output.Parent.Name : "Release";
        var path = Path.Combine(Root, "EfficientMnist.AppHost", "bin", configuration, output.Name.StartsWith("net", StringComparison.Ordinal) ? output.Name : "net10.0", "EfficientMnist.AppHost.dll");
        return File.Exists(path)
            ? path
            : throw new SystemFailedException($"The AppHost is not built: {path} is missing. Build it with: dotnet build -c {configuration} {Path.Combine(Root, "EfficientMnist.AppHost")}");
    }
}
