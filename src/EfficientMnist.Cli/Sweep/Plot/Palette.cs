namespace EfficientMnist.Cli.Sweep.Plot;

/// <summary>Colours that stay apart for colour-blind eyes and are dark enough for text on white.</summary>
internal static class Palette
{
    public const string Background = "#ffffff";
    public const string Ink = "#1f2937";
    public const string Quiet = "#6b7280";
    public const string Grid = "#e5e7eb";
    public const string Axis = "#9ca3af";
    public const string Random = "#8b9099";
    public const string Published = "#475569";

    // Blue, vermilion, green, purple, ochre, sky, crimson, olive, brown: light and dark alternate.
    private static readonly string[] Lines = ["#1d5fbf", "#d1490c", "#0b7a5c", "#8a3ea8", "#b07d00", "#0e94b5", "#b3174f", "#5c7a1f", "#6d4c41"];

    public static string Line(int index) => Lines[index % Lines.Length];
}
