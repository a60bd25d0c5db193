namespace EfficientMnist.Datasets.Tests.Fixtures;

/// <summary>The real data sets: in EML_DATA, else in a folder shared/data beside or above the checkout.</summary>
internal static class SharedData
{
    public static string? Root { get; } = Find();

    public static DatasetOptions Options(string cache) => new() { Root = Root, CacheRoot = cache, LocalRoot = cache, AllowDownload = false };

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("EML_DATA");
        if (!string.IsNullOrEmpty(named)) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate)) return candidate;
        }
        return null;
    }
}
