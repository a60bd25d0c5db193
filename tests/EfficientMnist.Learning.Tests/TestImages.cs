using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Tests;

/// <summary>Images whose class is a shape drawn at a random place, so that there is something to learn in little time.</summary>
internal static class TestImages
{
    public static readonly ImageShape Grey = new(1, 28, 28);

    public static ImageSet Create(int count, ImageShape? shape = null, int seed = 1) => Labelled(count, shape, seed).Images;

    /// <summary>Each pixel as a square of equal ones.</summary>
    public static ImageSet Enlarged(ImageSet images, int times)
    {
        var (small, large) = (images.Shape, images.Shape with { Height = times * images.Shape.Height, Width = times * images.Shape.Width });
        var pixels = new byte[images.Count * large.Pixels];
        for (var at = 0; at < pixels.Length; at++)
        {
            var (map, row, column) = (at / (large.Height * large.Width), at / large.Width % large.Height / times, at % large.Width / times);
            pixels[at] = images.Pixels.Span[((map * small.Height) + row) * small.Width + column];
        }
        return new ImageSet(large, pixels);
    }

    public static (ImageSet Images, int[] Labels) Labelled(int count, ImageShape? shape = null, int seed = 1)
    {
        shape ??= Grey;
        var random = new Random(seed);
        var pixels = new byte[count * shape.Pixels];
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % 3;
            var (row, column) = (random.Next(1, shape.Height - 10), random.Next(1, shape.Width - 10));
            for (var channel = 0; channel < shape.Channels; channel++)
            {
                for (var step = 0; step < 10; step++)
                {
                    // 0: a bar down, 1: a bar across, 2: a slope.
                    var (r, c) = labels[i] switch { 0 => (row + step, column), 1 => (row, column + step), _ => (row + step, column + step) };
                    var at = ((i * shape.Channels + channel) * shape.Height + Math.Min(r, shape.Height - 1)) * shape.Width + Math.Min(c, shape.Width - 2);
                    pixels[at] = pixels[at + 1] = (byte)random.Next(150, 256);
                }
            }
        }
        return (new ImageSet(shape, pixels), labels);
    }
}
