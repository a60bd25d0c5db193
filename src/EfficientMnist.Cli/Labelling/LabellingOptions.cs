using EfficientMnist.Cli.Arguments;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Labelling;

/// <summary>The options of a verb by which somebody labels.</summary>
internal sealed record LabellingOptions
{
    public const string AnnotatorName = "--annotator";

    public string Annotator { get; init; } = "";

    public bool Json { get; init; }

    public static OptionTable<LabellingOptions> Table { get; } = new OptionTable<LabellingOptions>("A verb", new())
        .Text(AnnotatorName, o => o.Annotator, "a name", "Under which name you label; your user's where it is not given.")
        .Json(o => o.Json);

    /// <summary>The name given, else that of the user.</summary>
    public string AnnotatorOn(Screen screen) =>
        Annotator.Length > 0 ? Annotator : screen.Environment("USER") ?? screen.Environment("USERNAME") ?? "terminal";
}
