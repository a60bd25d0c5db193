using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EfficientMnist.Datasets.Import.Reports;

/// <summary>What an image is told apart from others by.</summary>
/// <param name="Content">Of all its pixels: equal for equal images.</param>
/// <param name="Look">A difference hash: 64 comparisons of neighbouring places on an 8×9 grid, of which one has to be clearly lighter, nearly equal for images that look alike.</param>
internal readonly record struct ImagePrint(ulong Content, ulong Look)
{
    private const int Rows = 8;
    private const int Columns = 9;

    // Where nothing is to be seen, grain would decide.
    private const int Noise = 2;

    public static ImagePrint Of(ReadOnlySpan<byte> pixels, ImageShape shape)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(pixels, hash);
        return new ImagePrint(BinaryPrimitives.ReadUInt64LittleEndian(hash), LookOf(pixels[..(shape.Height * shape.Width)], shape));
    }

    private static ulong LookOf(ReadOnlySpan<byte> plane, ImageShape shape)
    {
        Span<int> means = stackalloc int[Rows * Columns];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
                means[(row * Columns) + column] = Mean(plane, shape.Width, (row * shape.Height / Rows, ((row + 1) * shape.Height / Rows) - 1), (column * shape.Width / Columns, ((column + 1) * shape.Width / Columns) - 1));
        }
        var look = 0UL;
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns - 1; column++)
                look = (look << 1) | (means[(row * Columns) + column] > means[(row * Columns) + column + 1] + Noise ? 1UL : 0UL);
        }
        return look;
    }

    private static int Mean(ReadOnlySpan<byte> plane, int width, (int First, int Last) rows, (int First, int Last) columns)
    {
        int sum = 0, count = 0;
        for (var y = rows.First; y <= Math.Max(rows.First, rows.Last); y++)
        {
            for (var x = columns.First; x <= Math.Max(columns.First, columns.Last); x++, count++) sum += plane[(y * width) + x];
        }
        return sum / Math.Max(1, count);
    }
}
