using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Import;

/// <summary>The options of an import as they are typed.</summary>
internal static class ImportSettings
{
    /// <exception cref="UsageException">An option that there is not, or a value that it does not take.</exception>
    public static ImportOptions Read(string name, IReadOnlyDictionary<string, string> typed)
    {
        var options = new ImportOptions { Name = name };
        foreach (var (key, value) in typed)
        {
            switch (key)
            {
                case "size":
                    options.Size = Number(key, value);
                    break;
                case "channels":
                    options.Channels = value == "auto" ? 0 : Number(key, value);
                    break;
                case "fit":
                    options.Fit = value switch
                    {
                        "pad" => ImageFit.Pad,
                        "stretch" => ImageFit.Stretch,
                        _ => throw new UsageException($"fit is pad (keeps the proportions) or stretch, not '{value}'."),
                    };
                    break;
                case "background":
                    options.Background = value switch { "auto" => null, "white" => 255, "black" => 0, _ => Number(key, value) };
                    break;
                case "labels":
                    options.WithoutLabels = value switch
                    {
                        "auto" => false,
                        "none" => true,
                        _ => throw new UsageException($"labels is auto (from folders or tables) or none, not '{value}'."),
                    };
                    break;
                case "on_bad":
                    options.SkipBad = value switch
                    {
                        "stop" => false,
                        "skip" => true,
                        _ => throw new UsageException($"on_bad is stop (a file that cannot be read ends the import) or skip (it is left out and named), not '{value}'."),
                    };
                    break;
                case "merge":
                    options.Merge = value switch
                    {
                        "none" => ClassMerge.None,
                        "names" => ClassMerge.Names,
                        "folders" => ClassMerge.Folders,
                        "all" => ClassMerge.All,
                        _ => throw new UsageException($"merge is none, names (Cat and cat are one class), folders (a folder in a class folder belongs to that class) or all, not '{value}'."),
                    };
                    break;
                default:
                    throw new UsageException($"There is no option {key} here. There are size, channels, fit, background, labels, on_bad, merge. A path with '=' in it comes behind --.");
            }
        }
        return options;
    }

    private static int Number(string key, string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new UsageException($"{key} is a number, not '{value}'.");
}
