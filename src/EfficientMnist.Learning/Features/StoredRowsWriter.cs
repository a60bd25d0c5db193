using System.Buffers;
using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;

namespace EfficientMnist.Learning.Features;

/// <summary>Writes the file of <see cref="StoredRows"/>, some rows at a time.</summary>
internal sealed class StoredRowsWriter : IDisposable
{
    private const string TensorName = "features";

    private readonly int _rows;
    private readonly int _columns;
    private readonly SafeFileHandle _file;
    private readonly long _first;
    private int _written;
    private bool _isComplete;

    /// <param name="rows">How many rows there will be.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="folder">Where there is room for two bytes a value; made where it is missing.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public StoredRowsWriter(int rows, int columns, string folder)
    {
        (_rows, _columns) = (rows, columns);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}.safetensors");
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        File.Delete(path);
        var header = Header(rows, columns);
        RandomAccess.Write(_file, header, 0);
        _first = header.Length;
    }

    /// <summary>Adds the next rows, shortened to half floats.</summary>
    /// <exception cref="InvalidDataException">They have other columns, or there are more than announced.</exception>
    /// <exception cref="IOException">The file cannot be written, such as where the disk is full.</exception>
    public void Add(FeatureMatrix part)
    {
        if (part.Columns != _columns)
            throw new InvalidDataException($"{part.Rows} rows of {part.Columns} columns came where {_rows - _written} rows of {_columns} were left.");
        var halves = ArrayPool<Half>.Shared.Rent(part.Values.Length);
        try
        {
            TensorPrimitives.ConvertToHalf(part.Values, halves);
            Add(halves.AsSpan(0, part.Values.Length));
        }
        finally
        {
            ArrayPool<Half>.Shared.Return(halves);
        }
    }

    /// <summary>Adds the next rows, whole ones.</summary>
    /// <exception cref="InvalidDataException">They are no whole rows, or there are more than announced.</exception>
    /// <exception cref="IOException">The file cannot be written, such as where the disk is full.</exception>
    public void Add(ReadOnlySpan<Half> values)
    {
        var (rows, rest) = _columns == 0 ? (0, values.Length) : Math.DivRem(values.Length, _columns);
        if (rest != 0 || rows > _rows - _written)
            throw new InvalidDataException($"{values.Length} values came where {_rows - _written} rows of {_columns} columns were left.");
        RandomAccess.Write(_file, MemoryMarshal.AsBytes(values), _first + (long)_written * _columns * Marshal.SizeOf<Half>());
        _written += rows;
    }

    /// <summary>The rows, once all have come.</summary>
    /// <exception cref="InvalidDataException">Some are missing.</exception>
    public StoredRows Complete()
    {
        if (_written != _rows)
            throw new InvalidDataException($"The rows ended after {_written} of {_rows}.");
        _isComplete = true;
        return new StoredRows(_file, _first, _rows, _columns);
    }

    /// <summary>Gives up what is not complete; rows that are stay.</summary>
    public void Dispose()
    {
        if (!_isComplete)
            _file.Dispose();
    }

    private static byte[] Header(int rows, int columns)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            [TensorName] = new JsonObject { ["dtype"] = "F16", ["shape"] = new JsonArray(rows, columns), ["data_offsets"] = new JsonArray(0L, (long)rows * columns * Marshal.SizeOf<Half>()) },
        });
        var padded = (json.Length + 7) / 8 * 8;
        var header = new byte[8 + padded];
        BinaryPrimitives.WriteInt64LittleEndian(header, padded);
        json.CopyTo(header, 8);
        header.AsSpan(8 + json.Length).Fill((byte)' ');
        return header;
    }
}
