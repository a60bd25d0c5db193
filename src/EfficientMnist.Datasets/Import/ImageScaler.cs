using System.Numerics;

namespace EfficientMnist.Datasets.Import;

/// <summary>Scales images to squares of one size by area averaging: each new pixel is the mean of the area it covers.</summary>
public static class ImageScaler
{
    /// <param name="pixels">Channel × row × column, of 8 or 16 bits.</param>
    /// <param name="shape">The shape of the pixels.</param>
    /// <param name="size">Pixels a side of the result.</param>
    /// <param name="fit">What becomes of other proportions.</param>
    /// <returns>Channel × row × column, as many channels as before.</returns>
    public static T[] ToSquare<T>(ReadOnlySpan<T> pixels, ImageShape shape, int size, ImportFit fit)
        where T : struct, IBinaryInteger<T>
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Height == size && shape.Width == size) return pixels.ToArray();
        var longest = Math.Max(shape.Height, shape.Width);
        var height = fit == ImportFit.Stretch ? size : Math.Max(1, (int)Math.Round((double)size * shape.Height / longest));
        var width = fit == ImportFit.Stretch ? size : Math.Max(1, (int)Math.Round((double)size * shape.Width / longest));
        var (top, left) = ((size - height) / 2, (size - width) / 2);
        var (rows, columns) = (Spans(shape.Height, height), Spans(shape.Width, width));
        var square = new T[shape.Channels * size * size];
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            var plane = pixels.Slice(channel * shape.Height * shape.Width, shape.Height * shape.Width);
            var target = square.AsSpan(channel * size * size, size * size);
            if (height < size || width < size) target.Fill(BorderMean(plane, shape));
            var narrow = Narrow(plane, shape, columns);
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var sum = 0f;
                    foreach (var (source, weight) in rows[y]) sum += weight * narrow[(source * width) + x];
                    target[((top + y) * size) + left + x] = T.CreateTruncating(sum + 0.5f);
                }
            }
        }
        return square;
    }

    private static float[] Narrow<T>(ReadOnlySpan<T> plane, ImageShape shape, (int Source, float Weight)[][] columns)
        where T : struct, IBinaryInteger<T>
    {
        var narrow = new float[shape.Height * columns.Length];
        for (var y = 0; y < shape.Height; y++)
        {
            var row = plane.Slice(y * shape.Width, shape.Width);
            for (var x = 0; x < columns.Length; x++)
            {
                var sum = 0f;
                foreach (var (source, weight) in columns[x]) sum += weight * float.CreateTruncating(row[source]);
                narrow[(y * columns.Length) + x] = sum;
            }
        }
        return narrow;
    }

    /// <summary>Which old pixels each new one covers, and how much of it each of them fills; the parts sum to 1.</summary>
    private static (int Source, float Weight)[][] Spans(int old, int size) =>
    [
        .. Enumerable.Range(0, size).Select(i =>
        {
            // In units of 1/size of an old pixel everything is whole.
            var (from, to) = ((long)i * old, (long)(i + 1) * old);
            var first = (int)(from / size);
            var last = (int)((to - 1) / size);
            return Enumerable.Range(first, last - first + 1)
                .Select(source => (source, (float)(Math.Min(to, (source + 1L) * size) - Math.Max(from, (long)source * size)) / old))
                .ToArray();
        }),
    ];

    private static T BorderMean<T>(ReadOnlySpan<T> plane, ImageShape shape)
        where T : struct, IBinaryInteger<T>
    {
        long sum = 0, count = 0;
        for (var y = 0; y < shape.Height; y++)
        {
            var isEdge = y == 0 || y == shape.Height - 1;
            for (var x = 0; x < shape.Width; x += isEdge ? 1 : Math.Max(1, shape.Width - 1))
            {
                sum += long.CreateTruncating(plane[(y * shape.Width) + x]);
                count++;
            }
        }
        return T.CreateTruncating((sum + (count / 2)) / count);
    }
}
