using System.Numerics.Tensors;

namespace EfficientMnist.Learning.Features;

/// <summary>
/// Takes in features some rows at a time. Those of a pool of at most <see cref="FeatureRows.MostInMemory"/> images lie in memory, those of
/// a larger one in a file that is gone with them, however the process ends.
/// </summary>
public sealed class FeatureRowsWriter : IDisposable
{
    private readonly FeatureMatrix? _memory;
    private readonly StoredRowsWriter? _file;
    private int _written;

    /// <param name="rows">How many rows there will be.</param>
    /// <param name="columns">How many columns.</param>
    /// <param name="folder">Where the file of many rows lies; made where it is missing.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public FeatureRowsWriter(int rows, int columns, string folder)
    {
        if (rows <= FeatureRows.MostInMemory)
            _memory = new FeatureMatrix(rows, columns);
        else
            _file = new StoredRowsWriter(rows, columns, folder);
    }

    /// <summary>Adds the next rows, whole ones.</summary>
    /// <exception cref="InvalidDataException">There are more than announced.</exception>
    /// <exception cref="IOException">The file cannot be written, such as where the disk is full.</exception>
    public void Add(ReadOnlySpan<Half> values)
    {
        if (_memory is null)
        {
            _file!.Add(values);
            return;
        }
        if (values.Length > _memory.Array.Length - _written)
            throw new InvalidDataException($"{values.Length} values came where {_memory.Array.Length - _written} were left.");
        TensorPrimitives.ConvertToSingle(values, _memory.Array.AsSpan(_written));
        _written += values.Length;
    }

    /// <summary>The rows, once all have come.</summary>
    /// <exception cref="InvalidDataException">Some are missing.</exception>
    public FeatureRows Complete() => _file?.Complete()
        ?? (_written == _memory!.Array.Length ? (FeatureRows)_memory : throw new InvalidDataException($"The values ended after {_written} of {_memory.Array.Length}."));

    /// <summary>Gives up what is not complete; rows that are stay.</summary>
    public void Dispose() => _file?.Dispose();
}
