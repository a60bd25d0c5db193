namespace EfficientMnist.Datasets.Glyphs;

/// <summary>Draws one glyph: a variant of its class, bent, turned, squeezed and moved, among distracting lines, on an uneven and noisy ground.</summary>
internal static class GlyphPainter
{
    private const int Centre = GlyphCanvas.Side * GlyphCanvas.Pixel / 2;

    public static void Paint(GlyphRandom random, int label, Span<byte> pixels)
    {
        var canvas = new GlyphCanvas();
        Distract(canvas, random);
        var variants = GlyphShapes.Variants[label];
        DrawGlyph(canvas, random, variants[random.Between(0, variants.Count - 1)]);
        if (random.Chance(25)) canvas.Erase(Anywhere(random), random.Between(300, 800));
        Develop(canvas, random, pixels);
    }

    private static void DrawGlyph(GlyphCanvas canvas, GlyphRandom random, IReadOnlyList<Stroke> strokes)
    {
        var place = Placement.Draw(random);
        var radius = random.Between(110, 330);
        var ink = random.Between(150, 255);
        var wobble = random.Between(0, 8);
        foreach (var stroke in strokes)
        {
            var points = stroke.Points.Select(point => place.Apply(
                point.X + random.Between(-wobble, wobble), point.Y + random.Between(-wobble, wobble))).ToArray();
            // A closed stroke stays closed.
            if (stroke.Points[0] == stroke.Points[^1]) points[^1] = points[0];
            for (var i = 1; i < points.Length; i++) canvas.Line(points[i - 1], points[i], radius, ink);
        }
    }

    /// <summary>Short fainter lines and dots that mean nothing.</summary>
    private static void Distract(GlyphCanvas canvas, GlyphRandom random)
    {
        var lines = random.Between(0, 2);
        for (var i = 0; i < lines; i++)
        {
            var from = Anywhere(random);
            var to = (from.X + random.Between(-1600, 1600), from.Y + random.Between(-1600, 1600));
            canvas.Line(from, to, random.Between(90, 220), random.Between(70, 190));
        }
        var dots = random.Between(0, 3);
        for (var i = 0; i < dots; i++)
        {
            var at = Anywhere(random);
            canvas.Line(at, at, random.Between(120, 320), random.Between(80, 220));
        }
    }

    /// <summary>Ink on a ground that brightens across the image, with noise; a quarter of the images are negatives.</summary>
    private static void Develop(GlyphCanvas canvas, GlyphRandom random, Span<byte> pixels)
    {
        var ground = random.Between(0, 60);
        var slopeX = random.Between(-2, 2);
        var slopeY = random.Between(-2, 2);
        var noise = random.Between(3, 18);
        var negative = random.Chance(25);
        for (var i = 0; i < pixels.Length; i++)
        {
            var light = ground + (slopeX * ((i % GlyphCanvas.Side) - 14)) + (slopeY * ((i / GlyphCanvas.Side) - 14));
            var ink = canvas.Ink[i];
            var grain = random.Between(-noise, noise) + random.Between(-noise, noise);
            var value = Math.Clamp(light + ((255 - light) * ink / 255) + grain, 0, 255);
            pixels[i] = (byte)(negative ? 255 - value : value);
        }
    }

    private static (int X, int Y) Anywhere(GlyphRandom random) =>
        (random.Between(0, GlyphCanvas.Side * GlyphCanvas.Pixel), random.Between(0, GlyphCanvas.Side * GlyphCanvas.Pixel));

    /// <summary>An affine map from glyph coordinates to the canvas; entries 16384 times too large.</summary>
    private readonly record struct Placement(long Xx, long Xy, long Yx, long Yy, int MoveX, int MoveY)
    {
        public static Placement Draw(GlyphRandom random)
        {
            var angle = random.Between(-55, 55);
            long cos = Angle.Cos(angle), sin = Angle.Sin(angle);
            // 100 units of the glyph become this many 1/256 pixels: 8 to 11 pixels from the middle.
            long width = random.Between(2050, 2800), height = random.Between(2050, 2800);
            var mirror = random.Chance(20) ? -1 : 1;
            long shear = random.Between(-18, 18);
            return new Placement(
                mirror * cos * width / 100, ((cos * shear / 100) - sin) * height / 100,
                mirror * sin * width / 100, ((sin * shear / 100) + cos) * height / 100,
                Centre + random.Between(-560, 560), Centre + random.Between(-560, 560));
        }

        public (int X, int Y) Apply(int x, int y) =>
            (MoveX + (int)(((Xx * x) + (Xy * y)) / Angle.One), MoveY + (int)(((Yx * x) + (Yy * y)) / Angle.One));
    }
}
