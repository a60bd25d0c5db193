using SkiaSharp;

namespace Benchmarks.Fairness;

/// <summary>Images of somebody's own: bars, discs and crosses of random places and sizes.</summary>
internal static class DrawnImages
{
    public const int Classes = 3;

    private const int Side = 28;

    /// <summary>The class of an image, by its place among the file names.</summary>
    public static int ClassOf(int image) => image % Classes;

    public static void Write(string folder, int count, int seed)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(seed);
        for (var image = 0; image < count; image++)
        {
            using var bitmap = new SKBitmap(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
            using (var canvas = new SKCanvas(bitmap))
            {
                canvas.Clear(SKColors.Black);
                using var paint = new SKPaint { Color = SKColors.White.WithAlpha((byte)random.Next(140, 256)), IsAntialias = true, StrokeWidth = 2 + 3 * random.NextSingle() };
                var (x, y, size) = (6 + 16 * random.NextSingle(), 6 + 16 * random.NextSingle(), 3 + 5 * random.NextSingle());
                switch (ClassOf(image))
                {
                    case 0:
                        canvas.DrawLine(x - size, y, x + size, y, paint);
                        break;
                    case 1:
                        canvas.DrawCircle(x, y, size, paint);
                        break;
                    default:
                        canvas.DrawLine(x - size, y - size, x + size, y + size, paint);
                        canvas.DrawLine(x - size, y + size, x + size, y - size, paint);
                        break;
                }
            }
            using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            File.WriteAllBytes(Path.Combine(folder, $"{image:0000}.png"), data.ToArray());
        }
    }
}
