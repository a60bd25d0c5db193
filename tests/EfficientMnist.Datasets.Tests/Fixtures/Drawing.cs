using EfficientMnist.Datasets.Decoding;
using SkiaSharp;

namespace EfficientMnist.Datasets.Tests.Fixtures;

/// <summary>Small pictures of discs, boxes and crosses, and the files that users have them in.</summary>
internal static class Drawing
{
    public const int Side = 32;

    public static readonly string[] Shapes = ["disc", "box", "cross"];

    /// <summary>Levels of a light shape on a dark ground; every seed gives another picture.</summary>
    public static byte[] Levels(string shape, int seed)
    {
        var levels = new byte[Side * Side];
        var (x0, y0, r) = (12 + (seed % 8), 12 + (seed / 8 % 8), 7 + (seed % 3));
        for (var i = 0; i < levels.Length; i++)
        {
            var (dx, dy) = (Math.Abs((i % Side) - x0), Math.Abs((i / Side) - y0));
            var isInside = shape switch { "disc" => (dx * dx) + (dy * dy) <= r * r, "box" => Math.Max(dx, dy) <= r, _ => Math.Min(dx, dy) <= 2 && Math.Max(dx, dy) <= r };
            levels[i] = (byte)((isInside ? 220 : 20) + (i * (seed + 3) % 7));
        }
        return levels;
    }

    public static byte[] Png(string shape, int seed) => PngEncoder.Encode(Levels(shape, seed), new ImageShape(1, Side, Side));

    /// <summary>The same in any format that Skia writes.</summary>
    public static byte[] As(SKEncodedImageFormat format, string shape, int seed)
    {
        using var bitmap = new SKBitmap(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var levels = Levels(shape, seed);
        for (var i = 0; i < levels.Length; i++) bitmap.SetPixel(i % Side, i / Side, new SKColor(levels[i], levels[i], levels[i]));
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    /// <summary>White drawings, or others, on a transparent ground.</summary>
    public static byte[] Icon(string shape, int seed, byte level)
    {
        var levels = Levels(shape, seed);
        return new PngWriter(Side, Side, 6, 8).Write((x, y, c) => c == 3 ? (levels[(y * Side) + x] > 128 ? 255 : 0) : level);
    }

    /// <summary>A PNG that is dark but for its upper left quarter, with an EXIF orientation.</summary>
    public static byte[] Turned(int orientation)
    {
        byte[] exif = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];
        return new PngWriter(Side, Side, 0, 8) { Extra = [("eXIf", exif)] }.Write((x, y, _) => x < Side / 2 && y < Side / 2 ? 255 : 0);
    }
}
