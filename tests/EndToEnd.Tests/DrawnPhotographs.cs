using SkiaSharp;

namespace EndToEnd.Tests;

/// <summary>JPEG files as a camera leaves them: of several sizes, some turned by their EXIF orientation, of discs, bars and crosses on grainy grounds.</summary>
internal static class DrawnPhotographs
{
    private static readonly (int Width, int Height)[] Sizes = [(160, 120), (120, 160), (200, 200), (320, 240)];

    public static IReadOnlyList<string> Classes { get; } = ["bar", "cross", "disc"];

    /// <summary>The class of a photograph, by its number.</summary>
    public static string ClassOf(int number) => Classes[number % Classes.Count];

    /// <summary>The name of a photograph's file; names come in the order of the numbers.</summary>
    public static string FileOf(int number) => $"IMG_{number:0000}.jpg";

    /// <summary>Writes the photographs with these numbers into a folder.</summary>
    public static void Write(string folder, IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
            File.WriteAllBytes(Path.Combine(folder, FileOf(number)), Jpeg(number));
    }

    private static byte[] Jpeg(int number)
    {
        var random = new Random(number);
        var (width, height) = Sizes[number % Sizes.Length];
        using var bitmap = new SKBitmap(width, height);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColor.FromHsv(random.Next(360), 30, 30 + random.Next(20)));
            using var ink = new SKPaint { Color = SKColor.FromHsv(random.Next(360), 40, 95), IsAntialias = true };
            var side = Math.Min(width, height) * (0.55f + (0.2f * random.NextSingle()));
            var (x, y) = ((width / 2f) + random.Next(-8, 9), (height / 2f) + random.Next(-8, 9));
            Draw(canvas, ink, ClassOf(number), x, y, side);
            for (var grain = 0; grain < width * height / 40; grain++)
                canvas.DrawPoint(random.Next(width), random.Next(height), ink);
        }
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, 85);
        return number % 5 == 0 ? Turned(encoded.ToArray()) : encoded.ToArray();
    }

    private static void Draw(SKCanvas canvas, SKPaint ink, string shape, float x, float y, float side)
    {
        if (shape == "disc")
        {
            canvas.DrawCircle(x, y, side / 2, ink);
            return;
        }
        var thick = side / 5;
        canvas.DrawRect(x - (side / 2), y - (thick / 2), side, thick, ink);
        if (shape == "cross")
            canvas.DrawRect(x - (thick / 2), y - (side / 2), thick, side, ink);
    }

    // Behind the mark of the beginning: a segment APP1 of a camera that was held upside down (orientation 3).
    private static byte[] Turned(byte[] jpeg)
    {
        byte[] exif = [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0];
        return [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }
}
