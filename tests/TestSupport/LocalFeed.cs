namespace EfficientMnist.TestSupport;

/// <summary>A package feed in a folder of its own, with the packages that this checkout makes of what was built.</summary>
public sealed class LocalFeed : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("eml-feed-").FullName;

    private LocalFeed()
    {
    }

    /// <summary>The source to install from.</summary>
    public string Source => Path.Combine(_folder, "feed");

    /// <summary>Where packages are unpacked, so that the user's own cache keeps none of them.</summary>
    public string Cache => Path.Combine(_folder, "cache");

    /// <summary>The user's cache, which has the packages of others: all of them, for this checkout is built.</summary>
    public static string UserCache { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } told
        ? told
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <param name="projects">Names of projects in <c>src</c> that are packages.</param>
    public static async Task<LocalFeed> OfAsync(params IEnumerable<string> projects)
    {
        var feed = new LocalFeed();
        foreach (var project in projects)
        {
            var pack = await ProgramRun.OfAsync("dotnet", ["pack", Path.Combine(Repository.Root, "src", project), "-c", Repository.Configuration, "--no-build", "-o", feed.Source, "-v", "quiet", "-nologo"]);
            Assert.True(pack.ExitCode == 0, pack.Output + pack.Errors);
        }
        return feed;
    }

    /// <summary>Deletes it, with the packages that were unpacked.</summary>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
