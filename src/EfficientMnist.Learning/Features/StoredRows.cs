using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EfficientMnist.Learning.Features;

/// <summary>
/// Features in a file, as half floats, for pools that would fill the memory: what is asked for is read, and nothing is held. The
/// file is in the safetensors format, with one tensor of type F16. It has no name any more once it is written, so that the
/// system takes it back when nothing refers to it, however the process ends.
/// </summary>
internal sealed class StoredRows : FeatureRows
{
    private const int RowsAtOnce = 4_096;

    private readonly SafeFileHandle _file;
    private readonly long _first;

    /// <param name="file">The whole file, which is closed when nothing refers to these rows.</param>
    /// <param name="first">Where the values begin in it.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="columns">How many columns.</param>
    public StoredRows(SafeFileHandle file, long first, int rows, int columns) => (_file, _first, Rows, Columns) = (file, first, rows, columns);

    public override int Rows { get; }

    public override int Columns { get; }

    /// <summary>Writes rows to a file of their own.</summary>
    /// <param name="folder">Where there is room for two bytes a value; made where it is missing.</param>
    /// <param name="rows">How many rows there will be.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="parts">The rows, some at a time, in their order.</param>
    /// <exception cref="InvalidDataException">There are not as many rows or columns.</exception>
    /// <exception cref="IOException">The file cannot be written, such as where the disk is full.</exception>
    public static StoredRows Write(string folder, int rows, int columns, IEnumerable<FeatureMatrix> parts)
    {
        using var writer = new StoredRowsWriter(rows, columns, folder);
        foreach (var part in parts)
            writer.Add(part);
        return writer.Complete();
    }

    /// <summary>The same of rows that are elsewhere.</summary>
    public static StoredRows Write(string folder, FeatureRows features) => Write(folder, features.Rows, features.Columns, features.InParts(RowsAtOnce));

    /// <inheritdoc/>
    public override FeatureMatrix Select(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var selected = new FeatureMatrix(rows.Count, Columns);
        // Rows that follow one another in the file are read at once.
        for (int i = 0, length; i < rows.Count; i += length)
        {
            Require(rows[i]);
            for (length = 1; length < RowsAtOnce && i + length < rows.Count && rows[i + length] == rows[i] + length;)
                length++;
            Require(rows[i], length);
            Read(rows[i], length, selected, i);
        }
        return selected;
    }

    /// <inheritdoc/>
    public override FeatureMatrix Slice(int start, int count)
    {
        Require(start, count);
        var slice = new FeatureMatrix(count, Columns);
        for (var done = 0; done < count; done += RowsAtOnce)
            Read(start + done, Math.Min(RowsAtOnce, count - done), slice, done);
        return slice;
    }

    private static long RowBytes(int columns) => (long)columns * sizeof(ushort);

    private void Read(int row, int count, FeatureMatrix target, int at)
    {
        var bytes = ArrayPool<byte>.Shared.Rent((int)RowBytes(Columns) * count);
        try
        {
            var halves = bytes.AsSpan(0, (int)RowBytes(Columns) * count);
            var offset = _first + RowBytes(Columns) * row;
            for (var read = 0; read < halves.Length;)
            {
                var some = RandomAccess.Read(_file, halves[read..], offset + read);
                if (some == 0)
                    throw new EndOfStreamException($"The features end before row {row + count} of {Rows}.");
                read += some;
            }
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(halves), target.Array.AsSpan(at * Columns, count * Columns));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
