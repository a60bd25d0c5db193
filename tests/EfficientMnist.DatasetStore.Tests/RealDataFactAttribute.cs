namespace EfficientMnist.DatasetStore.Tests;

/// <summary>A test on the real Fashion-MNIST, from EML_DATA or a folder shared/data beside or above the checkout; skipped without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute()
    {
        if (Root is null || !Directory.Exists(Path.Combine(Root, "fashion-mnist")))
            Skip = "The files of fashion-mnist are neither in EML_DATA nor in shared/data.";
    }

    public static string? Root { get; } = Find();

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
