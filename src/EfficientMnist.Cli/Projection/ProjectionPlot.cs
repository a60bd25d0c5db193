using System.Globalization;
using EfficientMnist.Cli.Sweep.Plot;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Projection;

/// <summary>A projection as an SVG picture: every image a dot, those without a colour beneath.</summary>
internal static class ProjectionPlot
{
    private const double Side = 760;
    private const double Margin = 24;
    private const double Top = 56;
    private const double LegendWidth = 190;
    private const double LineHeight = 20;
    private const int MostLegend = 32;
    private const double TextSize = 13;
    private const double TitleSize = 17;

    public static string Draw(ProjectionInfo info, ProjectionPoints points, StreamPoolStateResponse pool, Colouring colouring)
    {
        var title = string.Create(CultureInfo.InvariantCulture, $"{info.Dataset}, {Images(info)} by {NameOf(info.Method)}: {colouring.Title}");
        var canvas = new SvgCanvas(Side + LegendWidth, Side + Top, title, $"Drawn with encoder {info.EncoderId}.");
        canvas.Rectangle(new Box(0, 0, Side + LegendWidth, Side + Top), Palette.Background);
        canvas.Text(title, Margin, Margin + 8, TitleSize, Palette.Ink, bold: true);

        // One scale for both axes, or distances would lie.
        var extent = Math.Max(Math.Max(info.MaxX - info.MinX, info.MaxY - info.MinY), float.Epsilon);
        var scale = (Side - 2 * Margin) / extent;
        var radius = Math.Clamp(120 / Math.Sqrt(Math.Max(1, info.Count)), 0.7, 4);
        var legend = colouring.Legend(pool);
        var groups = colouring.Groups(pool);
        foreach (var place in Enumerable.Range(0, points.X.Count).OrderBy(place => groups[points.SampleIds[place]] >= 0))
        {
            var group = groups[points.SampleIds[place]];
            var colour = group < 0 ? Palette.Grid : legend[group].Colour;
            canvas.Circle(Margin + (points.X[place] - info.MinX) * scale, Top + Side - 2 * Margin - (points.Y[place] - info.MinY) * scale, radius, colour, "none", 0);
        }
        for (var i = 0; i < Math.Min(legend.Count, MostLegend); i++)
        {
            var y = Top + Margin + i * LineHeight;
            canvas.Circle(Side + 6, y - TextSize / 3, 5, legend[i].Colour, "none", 0);
            canvas.Text(i == MostLegend - 1 && legend.Count > MostLegend ? "…" : legend[i].Name, Side + 18, y, TextSize, Palette.Ink);
        }
        return canvas.ToString();
    }

    /// <summary>How many images are drawn, and of how many where they are a sample.</summary>
    public static string Images(ProjectionInfo info) =>
        string.Create(CultureInfo.InvariantCulture, $"{info.Count:N0}{(info.PoolCount > info.Count ? $" of {info.PoolCount:N0}" : "")} images");

    private static string NameOf(ProjectionMethod method) => method == ProjectionMethod.Tsne ? "t-SNE" : method.ToString().ToUpperInvariant();
}
