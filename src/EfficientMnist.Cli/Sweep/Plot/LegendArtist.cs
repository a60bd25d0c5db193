namespace EfficientMnist.Cli.Sweep.Plot;

/// <summary>What line, band and marks mean, in a row below the axis.</summary>
internal static class LegendArtist
{
    private const double TextSize = 12;
    private const double Swatch = 26;
    private const double Between = 26;

    public static void Draw(SvgCanvas canvas, PlotArea area, bool hasBand, bool hasRandom, bool hasPublished, double height)
    {
        var (x, y) = (area.Left, height - 26);
        x = Entry(canvas, x, y, "mean, at the end its value", () =>
        {
            canvas.Line(x, y, x + Swatch, y, Palette.Line(0), 2.4);
            canvas.Circle(x + Swatch / 2, y, 4, Palette.Line(0), Palette.Background, 1.4);
        });
        if (hasBand)
            x = Entry(canvas, x, y, "± standard deviation", () => canvas.Rectangle(new Box(x, y - 7, Swatch, 14), "#d5e0f2"));
        if (hasRandom)
        {
            x = Entry(canvas, x, y, "labels drawn at random", () =>
            {
                canvas.Line(x, y, x + Swatch, y, Palette.Random, 2.4);
                canvas.Circle(x + Swatch / 2, y, 4, Palette.Random, Palette.Background, 1.4);
            });
        }
        if (hasPublished)
            Entry(canvas, x, y, "published", () => canvas.Polygon(PublishedArtist.Mark(0, x + Swatch / 2, y), Palette.Background, 1, Palette.Published, 1.6));
    }

    private static double Entry(SvgCanvas canvas, double x, double y, string text, Action drawSwatch)
    {
        drawSwatch();
        canvas.Text(text, x + Swatch + 7, y + 4, TextSize, Palette.Ink);
        return x + Swatch + 7 + SvgCanvas.WidthOf(text, TextSize) + Between;
    }
}
