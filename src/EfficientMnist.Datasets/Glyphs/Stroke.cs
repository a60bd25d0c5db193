namespace EfficientMnist.Datasets.Glyphs;

/// <summary>A line through points; coordinates run from −100 to 100 about the middle of the glyph.</summary>
internal sealed record Stroke(IReadOnlyList<(int X, int Y)> Points)
{
    public static Stroke Line(params (int X, int Y)[] points) => new(points);

    public static Stroke Closed(params (int X, int Y)[] points) => new([.. points, points[0]]);

    /// <summary>Part of an ellipse about (x, y); angles in 1/1024 of a turn.</summary>
    public static Stroke Arc(int x, int y, int radiusX, int radiusY, int from, int to)
    {
        const int pieces = 16;
        return new([.. Enumerable.Range(0, pieces + 1).Select(i => On(x, y, radiusX, radiusY, from + ((to - from) * i / pieces)))]);
    }

    public static Stroke Ellipse(int x, int y, int radiusX, int radiusY) => Arc(x, y, radiusX, radiusY, 0, Angle.Turn);

    /// <summary>A line that winds outwards, by that many quarter turns.</summary>
    public static Stroke Spiral(int quarters, int radius)
    {
        var steps = quarters * 5;
        return new([.. Enumerable.Range(0, steps + 1).Select(i => On(0, 0, 8 + ((radius - 8) * i / steps), 8 + ((radius - 8) * i / steps), i * Angle.Turn / 20))]);
    }

    /// <summary>A star's outline whose corners alternate between the two radii.</summary>
    public static Stroke Star(int rays, int outer, int inner) => new([.. Enumerable.Range(0, (2 * rays) + 1).Select(i =>
        On(0, 0, i % 2 == 0 ? outer : inner, i % 2 == 0 ? outer : inner, (i * Angle.Turn / (2 * rays)) - (Angle.Turn / 4)))]);

    private static (int X, int Y) On(int x, int y, int radiusX, int radiusY, int angle) =>
        (x + (radiusX * Angle.Cos(angle) / Angle.One), y + (radiusY * Angle.Sin(angle) / Angle.One));
}
