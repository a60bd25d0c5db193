using EfficientMnist.Datasets;

namespace EfficientMnist.Learning.Tests;

/// <summary>Images whose brightness rises evenly in some direction: three numbers say all about one, and every pixel varies.</summary>
internal static class Slopes
{
    public static ImageSet Create(int count, ImageShape? shape = null, int seed = 1)
    {
        shape ??= TestImages.Grey;
        var random = new Random(seed);
        var pixels = new byte[count * shape.Pixels];
        for (var i = 0; i < count; i++)
        {
            var (across, down, middle) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5, 0.3 + 0.4 * random.NextDouble());
            for (var p = 0; p < shape.Pixels; p++)
            {
                var (row, column) = Math.DivRem(p % (shape.Height * shape.Width), shape.Width);
                var value = middle + across * (column / (shape.Width - 1.0) - 0.5) + down * (row / (shape.Height - 1.0) - 0.5);
                pixels[i * shape.Pixels + p] = (byte)Math.Round(255 * Math.Clamp(value, 0, 1));
            }
        }
        return new ImageSet(shape, pixels);
    }

    /// <summary>As many images, each the mean of them all.</summary>
    public static ImageSet Mean(ImageSet images)
    {
        var size = images.Shape.Pixels;
        var all = images.Pixels.ToArray();
        var mean = new byte[size];
        for (var p = 0; p < size; p++)
            mean[p] = (byte)Math.Round(Enumerable.Range(0, images.Count).Average(i => (double)all[i * size + p]));
        return new ImageSet(images.Shape, Enumerable.Repeat(mean, images.Count).SelectMany(m => m).ToArray());
    }
}
