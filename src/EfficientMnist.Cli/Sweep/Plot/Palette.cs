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

    // Blue, vermilion, green, purple, ochre, sky, crimson, olive, brown, black: light and dark alternate.
    private static readonly string[] Lines = ["#1d5fbf", "#d1490c", "#0b7a5c", "#8a3ea8", "#b07d00", "#0e94b5", "#b3174f", "#5c7a1f", "#6d4c41", "#15202b"];

    public static string Line(int index) => Lines[index % Lines.Length];

    /// <summary>The colour of a class, which no other class has.</summary>
    public static string Class(int index, int count) => count <= Lines.Length ? Lines[index] : Hue((double)index / count);

    // https://www.w3.org/TR/css-color-4/#hsl-to-rgb
    private static string Hue(double turn)
    {
        const double Saturation = 0.62, Lightness = 0.45;
        const double Chroma = Saturation * Lightness;
        return $"#{Channel(0):x2}{Channel(8):x2}{Channel(4):x2}";

        int Channel(int offset)
        {
            var place = (offset + turn * 12) % 12;
            return (int)Math.Round(255 * (Lightness - Chroma * Math.Max(-1, Math.Min(Math.Min(place - 3, 9 - place), 1))));
        }
    }
}
