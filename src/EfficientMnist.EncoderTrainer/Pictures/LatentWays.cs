using EfficientMnist.Datasets;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.EncoderTrainer.Pictures;

/// <summary>Straight ways through the latent space.</summary>
internal static class LatentWays
{
    /// <summary>Of each two rows the latents at equal steps from the first to the second, both included.</summary>
    public static FeatureMatrix Between(FeatureMatrix ends, int steps)
    {
        var columns = ends.Columns;
        var values = new float[ends.Rows / 2 * steps * columns];
        for (var row = 0; row < values.Length / columns; row++)
        {
            var from = ends.Row(row / steps * 2);
            var to = ends.Row(row / steps * 2 + 1);
            var part = (float)(row % steps) / (steps - 1);
            for (var i = 0; i < columns; i++)
                values[row * columns + i] = (1 - part) * from[i] + part * to[i];
        }
        return new FeatureMatrix(values, values.Length / columns, columns);
    }

    /// <summary>The ways with the images of their ends before and after them.</summary>
    public static ImageSet BetweenOriginals(ImageSet ends, ImageSet ways, int steps)
    {
        var size = ends.Shape.Pixels;
        var pixels = new byte[ends.Pixels.Length + ways.Pixels.Length];
        for (var way = 0; way < ends.Count / 2; way++)
        {
            var row = pixels.AsSpan(way * (steps + 2) * size);
            ends[2 * way].CopyTo(row);
            ways.Slice(way * steps, steps).Pixels.Span.CopyTo(row[size..]);
            ends[2 * way + 1].CopyTo(row[((steps + 1) * size)..]);
        }
        return new ImageSet(ends.Shape, pixels);
    }
}
