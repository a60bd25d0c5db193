using EfficientMnist.Cli.Sweep.References;

namespace EfficientMnist.Cli.Sweep.Plot;

/// <summary>Published results: hollow marks, one form and one name per method.</summary>
internal static class PublishedArtist
{
    private const double Size = 5;
    private const double TextSize = 11.5;
    private const double TextHeight = 14;

    /// <summary>What lies below the lines of the sweep; keeps the places of the marks free of names.</summary>
    public static void DrawTrails(SvgCanvas canvas, PlotArea area, IReadOnlyList<PublishedResult> published, LabelPlacer placer)
    {
        foreach (var (method, _) in ByMethod(published))
        {
            (double X, double Y)[] places = [.. method.Select(p => Place(area, p))];
            canvas.Polyline(places, Palette.Published, 1, "1.5 4");
            placer.TakeLine(places, 1);
            foreach (var (x, y) in places)
                placer.Take(Box.Around(x, y, Size + 1));
        }
    }

    public static void DrawMarks(SvgCanvas canvas, PlotArea area, IReadOnlyList<PublishedResult> published)
    {
        foreach (var (method, form) in ByMethod(published))
        {
            foreach (var (x, y) in method.Select(p => Place(area, p)))
                canvas.Polygon(Mark(form, x, y), Palette.Background, 1, Palette.Published, 1.6);
        }
    }

    public static void DrawNames(SvgCanvas canvas, PlotArea area, IReadOnlyList<PublishedResult> published, LabelPlacer placer)
    {
        foreach (var (method, _) in ByMethod(published))
        {
            var width = SvgCanvas.WidthOf(method.Key, TextSize) * 1.04;
            var box = placer.Place([.. method.Reverse().SelectMany(p => Around(Place(area, p), width))]);
            canvas.Text(method.Key, box.X, box.Y + TextHeight - 3.5, TextSize, Palette.Published);
        }
    }

    /// <summary>The corners of a diamond, a square or a triangle; forms repeat after these.</summary>
    public static IEnumerable<(double X, double Y)> Mark(int form, double x, double y) => (form % 3) switch
    {
        0 => [(x, y - Size - 0.5), (x + Size + 0.5, y), (x, y + Size + 0.5), (x - Size - 0.5, y)],
        1 => [(x - Size + 0.8, y - Size + 0.8), (x + Size - 0.8, y - Size + 0.8), (x + Size - 0.8, y + Size - 0.8), (x - Size + 0.8, y + Size - 0.8)],
        _ => [(x, y - Size - 0.5), (x + Size, y + Size - 1), (x - Size, y + Size - 1)],
    };

    private static IEnumerable<Box> Around((double X, double Y) place, double width)
    {
        const double Gap = Size + 4;
        yield return new Box(place.X + Gap, place.Y - TextHeight / 2, width, TextHeight);
        yield return new Box(place.X + Gap, place.Y + 2, width, TextHeight);
        yield return new Box(place.X - width / 2, place.Y + Gap - 1, width, TextHeight);
        yield return new Box(place.X - width / 2, place.Y - Gap - TextHeight + 1, width, TextHeight);
        yield return new Box(place.X - Gap - width, place.Y - TextHeight / 2, width, TextHeight);
        yield return new Box(place.X - width + Size, place.Y - Gap - TextHeight + 1, width, TextHeight);
        yield return new Box(place.X - width + Size, place.Y + Gap - 1, width, TextHeight);
    }

    private static IEnumerable<(IGrouping<string, PublishedResult> Method, int Form)> ByMethod(IReadOnlyList<PublishedResult> published) =>
        published.GroupBy(p => p.Method).Select((method, form) => (method, form));

    private static (double X, double Y) Place(PlotArea area, PublishedResult result) => (area.X(result.Labels), area.Y(100 * result.Accuracy));
}
