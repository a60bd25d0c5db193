using System.Globalization;
using EfficientMnist.Cli.Sweep.References;
using EfficientMnist.Cli.Sweep.Results;

namespace EfficientMnist.Cli.Sweep.Plot;

/// <summary>Test accuracy against labels, a line per strategy with its seed band, published results as points.</summary>
internal static class AccuracyPlot
{
    private const double Width = 800;
    private const double Height = 540;
    private const double Left = 66;
    private const double Top = 78;
    private const double Bottom = 440;
    private const double RightMargin = 24;
    private const int MostTicks = 8;

    // How far beyond the sweep's labels published results are still worth the room.
    private const double Reach = 6;

    public static string Draw(SweepSummary summary)
    {
        var lines = Lines(summary);
        var (least, most) = (lines.Min(l => l.Points[0].Labels), lines.Max(l => l.Last.Labels));
        PublishedResult[] published = [.. PublishedResults.Of(summary.Dataset).Where(p => p.Labels >= least / 2 && p.Labels <= most * Reach)];
        var area = Area(lines, published);

        var title = $"{DatasetTitle.Of(summary.Dataset)}: test accuracy by labels bought";
        var canvas = new SvgCanvas(Width, Height, title, Description(summary));
        canvas.Rectangle(new Box(0, 0, Width, Height), Palette.Background, corner: 6);
        canvas.Text(title, Left, 34, 19, Palette.Ink, bold: true);
        canvas.Text(Subtitle(summary), Left, 56, 13, Palette.Quiet);
        AxisArtist.Draw(canvas, area);

        var placer = new LabelPlacer(new Box(area.Left, area.Top, Width - RightMargin / 2 - area.Left, area.Bottom - area.Top));
        PublishedArtist.DrawTrails(canvas, area, published, placer);
        LineArtist.Draw(canvas, area, lines, placer);
        PublishedArtist.DrawMarks(canvas, area, published);
        PublishedArtist.DrawNames(canvas, area, published, placer);
        LegendArtist.Draw(canvas, area, hasBand: lines.Any(l => l.Points.Any(p => p.Deviation > 0)), hasRandom: summary.Series.Any(s => s.IsRandom), hasPublished: published.Length > 0, Height);
        return canvas.ToString();
    }

    private static List<PlotLine> Lines(SweepSummary summary)
    {
        var (colored, grey) = (0, 0);
        var lines = new List<PlotLine>();
        foreach (var series in summary.Series)
        {
            var (color, dashes) = series.IsRandom ? (Palette.Random, Dashes(grey++)) : (Palette.Line(colored++), "none");
            lines.Add(new PlotLine(series.Strategy, series.Detail, color, dashes, [.. summary.Line(series).Select(c => new PlotPoint(c.Bought, 100 * c.Accuracy.Mean, 100 * (c.Accuracy.Deviation ?? 0)))]));
        }
        return lines;
    }

    private static string Dashes(int index) => index switch { 0 => "none", 1 => "7 4", _ => "2 4" };

    private static PlotArea Area(List<PlotLine> lines, PublishedResult[] published)
    {
        var points = lines.SelectMany(l => l.Points).ToList();
        double[] labels = [.. points.Select(p => p.Labels), .. published.Select(p => (double)p.Labels)];
        double[] percents = [.. points.Select(p => p.Low), .. points.Select(p => p.High), .. published.Select(p => 100 * p.Accuracy)];
        var (least, most) = (labels.Min() / 1.15, labels.Max() * 1.15);
        if (most / least < 4)
            (least, most) = (least / 1.6, most * 1.6);
        var ticks = Ticks.Even(percents.Min() - 0.2, Math.Min(100, percents.Max() + 0.2), MostTicks);

        // Names stand right of the ends of their lines: as much room as the widest needs.
        var wide = new PlotArea(Left, Top, Width - RightMargin, Bottom) { LeastLabels = least, MostLabels = most, PercentTicks = ticks };
        var room = lines.Max(l => LineArtist.NameWidth(l) - (wide.Right - wide.X(l.Last.Labels)));
        return wide with { Right = wide.Right - Math.Clamp(room, 0, Width / 3) };
    }

    private static string Subtitle(SweepSummary summary)
    {
        var seeds = summary.Seeds is [var only]
            ? string.Create(CultureInfo.InvariantCulture, $"seed {only}")
            : string.Create(CultureInfo.InvariantCulture, $"mean ± standard deviation over {summary.Seeds.Count} seeds");
        return $"{seeds}; the test set is graded once per run";
    }

    private static string Description(SweepSummary summary) => string.Join("; ", summary.Series.Select(series =>
        $"{series.Name}: {string.Join(", ", summary.Line(series).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Labels} labels {c.Accuracy.Percent()} %")))}"));
}
