using EfficientMnist.Cli.Arguments;

namespace EfficientMnist.Cli.Labelling;

/// <summary>Under which name somebody labels.</summary>
internal static class AnnotatorName
{
    public const string Setting = "--annotator";

    /// <summary>The one given, else that of the user.</summary>
    public static string Of(CommandLine line, Screen screen) =>
        line.Value(Setting) ?? screen.Environment("USER") ?? screen.Environment("USERNAME") ?? "terminal";
}
