using System.Buffers;
using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;

namespace EfficientMnist.Learning.Features;

/// <summary>
/// Features in a file, as half floats, for pools that would fill the memory: what is asked for is read, and nothing is held. The
/// file is in the safetensors format, with one tensor of type F16. It has no name any more once it is written, so that the
/// system takes it back when nothing refers to it, however the process ends.
/// </summary>
internal sealed class StoredRows : FeatureRows
{
    private const string TensorName = "features";
    private const int RowsAtOnce = 4_096;

    private readonly SafeFileHandle _file;
    private readonly long _first;

    private StoredRows(SafeFileHandle file, long first, int rows, int columns) => (_file, _first, Rows, Columns) = (file, first, rows, columns);

    public override int Rows { get; }

    public override int Columns { get; }

    /// <summary>Writes rows to a file of their own.</summary>
    /// <param name="folder">Where there is room for two bytes a value; made where it is missing.</param>
    /// <param name="rows">How many rows there will be.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="parts">The rows, some at a time, in their order.</param>
    /// <exception cref="ArgumentException">There are not as many rows or columns.</exception>
    /// <exception cref="IOException">The file cannot be written, such as where the disk is full.</exception>
    public static StoredRows Write(string folder, int rows, int columns, IEnumerable<FeatureMatrix> parts)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.safetensors");
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        try
        {
            File.Delete(path);
            var header = Header(rows, columns);
            RandomAccess.Write(file, header, 0);
            var written = 0;
            foreach (var part in parts)
            {
                if (part.Columns != columns || part.Rows > rows - written)
                    throw new ArgumentException($"{part.Rows} rows of {part.Columns} columns came where {rows - written} rows of {columns} were left.", nameof(parts));
                WritePart(file, header.Length + RowBytes(columns) * written, part);
                written += part.Rows;
            }
            return written == rows
                ? new StoredRows(file, header.Length, rows, columns)
                : throw new ArgumentException($"The rows ended after {written} of {rows}.", nameof(parts));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The same of what lies in memory.</summary>
    public static StoredRows Write(string folder, FeatureMatrix features) => Write(folder, features.Rows, features.Columns, features.InParts(RowsAtOnce));

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

    private static byte[] Header(int rows, int columns)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            [TensorName] = new JsonObject { ["dtype"] = "F16", ["shape"] = new JsonArray(rows, columns), ["data_offsets"] = new JsonArray(0L, RowBytes(columns) * rows) },
        });
        var padded = (json.Length + 7) / 8 * 8;
        var header = new byte[8 + padded];
        BinaryPrimitives.WriteInt64LittleEndian(header, padded);
        json.CopyTo(header, 8);
        header.AsSpan(8 + json.Length).Fill((byte)' ');
        return header;
    }

    private static void WritePart(SafeFileHandle file, long offset, FeatureMatrix part)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(part.Values.Length * sizeof(ushort));
        try
        {
            var halves = bytes.AsSpan(0, part.Values.Length * sizeof(ushort));
            TensorPrimitives.ConvertToHalf(part.Values, MemoryMarshal.Cast<byte, Half>(halves));
            RandomAccess.Write(file, halves, offset);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

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
