using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Import;

/// <summary>The options of eml import.</summary>
internal sealed record ImportVerbOptions
{
    public int Size { get; init; } = new Datasets.Import.ImportOptions().Size;

    /// <summary>0 where the images decide.</summary>
    public int Channels { get; init; }

    public ImageFit Fit { get; init; } = ImageFit.Pad;

    public int? Background { get; init; }

    public bool WithoutLabels { get; init; }

    public bool SkipBad { get; init; }

    public ClassMerge Merge { get; init; } = ClassMerge.None;

    /// <summary>The data set of which this is a further version; empty for none.</summary>
    public string Into { get; init; } = "";

    public bool Upload { get; init; }

    public bool Json { get; init; }

    public static OptionTable<ImportVerbOptions> Table { get; } = new OptionTable<ImportVerbOptions>("eml import", new())
        .Whole("size", o => o.Size, Datasets.Import.ImportOptions.SmallestSize, Datasets.Import.ImportOptions.LargestSize, "Width and height that all images get, in pixels.")
        .Choice("channels", o => o.Channels, [("auto", 0), ("1", 1), ("3", 3)], "1 for grey and 3 for colour; auto is grey where all images are.")
        .Choice("fit", o => o.Fit, [("pad", ImageFit.Pad), ("stretch", ImageFit.Stretch)], "How images that are no squares become some: pad keeps the proportions.")
        .Value("background", o => o.Background, TryShade, Shade, "auto, white, black or a whole number from 0 to 255", "What is around and behind an image; auto is black where what is drawn is light, else white.")
        .Choice("labels", o => o.WithoutLabels, [("auto", false), ("none", true)], "Whether labels are taken from folders and tables.")
        .Choice("on_bad", o => o.SkipBad, [("stop", false), ("skip", true)], "Whether a file that cannot be read ends the import, or is left out and named.")
        .Choice("merge", o => o.Merge, [("none", ClassMerge.None), ("names", ClassMerge.Names), ("folders", ClassMerge.Folders), ("all", ClassMerge.All)], "Which classes are one: names that differ in their case (names), folders in a class folder (folders), or both (all).")
        .Text("into", o => o.Into, "an imported data set", "The data set that the images are added to, as a further version under the new name: its images keep their ids, and it stays as it is for the runs on it.")
        .Rule((o, _) => o.Into.Length > 0 && (o with { Into = "", WithoutLabels = false, SkipBad = false, Merge = ClassMerge.None, Upload = false, Json = false }) != new ImportVerbOptions() ? $"Images that are added to '{o.Into}' are made like those there: leave size, channels, fit and background out." : null)
        .Switch("--upload", o => o.Upload, "Sends the images to the system, where it runs on another machine.")
        .Json(o => o.Json);

    public ImportOptions Request(string name) => new()
    {
        Name = name,
        Into = Into,
        Size = Into.Length > 0 ? 0 : Size,
        Channels = Channels,
        Fit = Into.Length > 0 ? ImageFit.Unspecified : Fit,
        Background = Background,
        WithoutLabels = WithoutLabels,
        SkipBad = SkipBad,
        Merge = Merge,
    };

    private static bool TryShade(string text, out int? shade)
    {
        shade = text switch { "white" => Datasets.Import.ImportOptions.White, "black" => Datasets.Import.ImportOptions.Black, _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : null };
        return text == "auto" || shade is >= byte.MinValue and <= byte.MaxValue;
    }

    private static string Shade(int? shade) => shade?.ToString(CultureInfo.InvariantCulture) ?? "auto";
}
