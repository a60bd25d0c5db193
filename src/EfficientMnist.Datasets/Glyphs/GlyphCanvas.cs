namespace EfficientMnist.Datasets.Glyphs;

/// <summary>A grey image that anti-aliased lines are drawn on. Coordinates in 1/256 of a pixel; whole numbers throughout.</summary>
internal sealed class GlyphCanvas
{
    public const int Side = 28;
    public const int Pixel = 256;

    /// <summary>Ink at each pixel, 0 to 255.</summary>
    public int[] Ink { get; } = new int[Side * Side];

    /// <summary>A line segment with round ends. Ink is not added up where lines cross: the darker one counts.</summary>
    public void Line((int X, int Y) from, (int X, int Y) to, int radius, int ink)
    {
        var reach = radius + Pixel;
        var top = Row(Math.Min(from.Y, to.Y) - reach);
        var bottom = Row(Math.Max(from.Y, to.Y) + reach);
        var left = Row(Math.Min(from.X, to.X) - reach);
        var right = Row(Math.Max(from.X, to.X) + reach);
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var distance = Distance(((x * Pixel) + (Pixel / 2), (y * Pixel) + (Pixel / 2)), from, to);
                var cover = Math.Clamp(radius + (Pixel / 2) - distance, 0, Pixel);
                ref var pixel = ref Ink[(y * Side) + x];
                pixel = Math.Max(pixel, ink * cover / Pixel);
            }
        }
    }

    /// <summary>Takes the ink away within a circle.</summary>
    public void Erase((int X, int Y) centre, int radius)
    {
        for (var i = 0; i < Ink.Length; i++)
        {
            var distance = Distance(((i % Side * Pixel) + (Pixel / 2), (i / Side * Pixel) + (Pixel / 2)), centre, centre);
            Ink[i] = Ink[i] * Math.Clamp(distance - radius + (Pixel / 2), 0, Pixel) / Pixel;
        }
    }

    private static int Row(int coordinate) => Math.Clamp(coordinate / Pixel, 0, Side - 1);

    private static int Distance((int X, int Y) point, (int X, int Y) from, (int X, int Y) to)
    {
        long dx = to.X - from.X, dy = to.Y - from.Y, px = point.X - from.X, py = point.Y - from.Y;
        var length = (dx * dx) + (dy * dy);
        var along = (px * dx) + (py * dy);
        if (length == 0 || along <= 0) return Root((px * px) + (py * py));
        if (along >= length) return Root(((point.X - (long)to.X) * (point.X - to.X)) + ((point.Y - (long)to.Y) * (point.Y - to.Y)));
        var cross = (px * dy) - (py * dx);
        return Root(cross * cross / length);
    }

    /// <summary>IEEE 754 asks for a correctly rounded square root, so this too is equal everywhere.</summary>
    private static int Root(long square) => (int)Math.Sqrt(square);
}
