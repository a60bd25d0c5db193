using System.Globalization;

namespace EfficientMnist.Cli.Sweep.Plot;

/// <summary>Lines, their seed bands, and their names at their ends.</summary>
internal static class LineArtist
{
    private const double NameSize = 12.5;
    private const double DetailSize = 11;
    private const double LineHeight = 16;
    private const double Gap = 10;
    private const double BandOpacity = 0.16;

    // How far a name may stand off the end of its line to leave what is published uncovered.
    private static readonly double[] Shifts = [0, -4, 4, -8, 8, -11, 11];

    /// <summary>Room that the name takes right of the end of its line.</summary>
    public static double NameWidth(PlotLine line) => Gap + 2 + Math.Max(SvgCanvas.WidthOf($"{line.Name} {Value(line)}", NameSize) * 1.06, SvgCanvas.WidthOf(line.Detail, DetailSize));

    public static void Draw(SvgCanvas canvas, PlotArea area, IReadOnlyList<PlotLine> lines, LabelPlacer placer)
    {
        foreach (var line in lines)
            DrawBand(canvas, area, line);
        // The first line, the one the sweep is about, on top of the others.
        foreach (var line in lines.Reverse())
        {
            (double X, double Y)[] points = [.. line.Points.Select(p => (area.X(p.Labels), area.Y(p.Percent)))];
            canvas.Polyline(points, line.Color, 2.4, line.Dashes);
            placer.TakeLine(points, 3);
            foreach (var (x, y) in points)
            {
                canvas.Circle(x, y, 4, line.Color, Palette.Background, 1.4);
                placer.Take(Box.Around(x, y, 5));
            }
        }
        DrawNames(canvas, area, lines, placer);
    }

    private static void DrawBand(SvgCanvas canvas, PlotArea area, PlotLine line)
    {
        if (line.Points is [var single])
        {
            // A band needs two points; one gets a whisker.
            if (single.Deviation > 0)
                canvas.Line(area.X(single.Labels), area.Y(single.Low), area.X(single.Labels), area.Y(single.High), line.Color, 2);
            return;
        }
        canvas.Polygon(
            line.Points.Select(p => (area.X(p.Labels), area.Y(p.High))).Concat(line.Points.Reverse().Select(p => (area.X(p.Labels), area.Y(p.Low)))),
            line.Color, BandOpacity);
    }

    private static void DrawNames(SvgCanvas canvas, PlotArea area, IReadOnlyList<PlotLine> lines, LabelPlacer placer)
    {
        var ordered = lines.OrderBy(l => area.Y(l.Last.Percent)).ToList();
        var tops = Spread([.. ordered.Select(l => (WantedTop(area, l, placer), HeightOf(l)))], area);
        foreach (var (line, top) in ordered.Zip(tops))
        {
            var (endX, endY) = (area.X(line.Last.Labels), area.Y(line.Last.Percent));
            var x = endX + Gap;
            // Led to its line where it had to give way.
            if (Math.Abs(top + HeightOf(line) / 2 - endY) > LineHeight)
                canvas.Line(endX + 5, endY, x - 2, top + LineHeight / 2, line.Color, 1);
            canvas.Text($"{line.Name} {Value(line)}", x, top + LineHeight - 3.5, NameSize, line.Color == Palette.Random ? Palette.Quiet : line.Color, bold: true);
            if (line.Detail.Length > 0)
                canvas.Text(line.Detail, x, top + 2 * LineHeight - 6, DetailSize, Palette.Quiet);
            placer.Take(new Box(x, top, NameWidth(line) - Gap, HeightOf(line)));
        }
    }

    private static double WantedTop(PlotArea area, PlotLine line, LabelPlacer placer)
    {
        var (x, y) = (area.X(line.Last.Labels) + Gap, area.Y(line.Last.Percent) - HeightOf(line) / 2);
        return placer.Best(Shifts.Select(shift => new Box(x, y + shift, NameWidth(line) - Gap, HeightOf(line)))).Y;
    }

    /// <summary>Pushes neighbours that would overlap apart, half the way each.</summary>
    private static double[] Spread(IReadOnlyList<(double Top, double Height)> wanted, PlotArea area)
    {
        var tops = wanted.Select(w => Math.Max(w.Top, area.Top)).ToArray();
        for (var pass = 0; pass < 200; pass++)
        {
            var moved = false;
            for (var i = 1; i < tops.Length; i++)
            {
                var lack = tops[i - 1] + wanted[i - 1].Height - tops[i];
                if (lack <= 0.01)
                    continue;
                (tops[i - 1], tops[i], moved) = (tops[i - 1] - lack / 2, tops[i] + lack / 2, true);
            }
            if (!moved)
                break;
        }
        return tops;
    }

    private static double HeightOf(PlotLine line) => line.Detail.Length > 0 ? 2 * LineHeight - 2 : LineHeight;

    private static string Value(PlotLine line) => line.Last.Percent.ToString("0.0", CultureInfo.InvariantCulture);
}
