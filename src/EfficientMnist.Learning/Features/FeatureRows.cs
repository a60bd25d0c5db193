namespace EfficientMnist.Learning.Features;

/// <summary>The features of a pool, one row per image, wherever they are: in memory, in a file, or in parts side by side. Nothing in it changes.</summary>
public abstract class FeatureRows
{
    /// <summary>The most images whose features are kept in memory, where a folder is given for those of more.</summary>
    public const int MostInMemory = 100_000;

    /// <summary>Number of images.</summary>
    public abstract int Rows { get; }

    /// <summary>Number of features of an image.</summary>
    public abstract int Columns { get; }

    /// <summary>A copy of the rows named, in that order; a row may be named more than once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public abstract FeatureMatrix Select(IReadOnlyList<int> rows);

    /// <summary>A copy of <paramref name="count"/> rows that follow one another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no such rows.</exception>
    public abstract FeatureMatrix Slice(int start, int count);

    /// <summary>At most so many rows, spread evenly over all (<see cref="EvenSample"/>).</summary>
    public FeatureMatrix Sample(int most) => Select(EvenSample.Of(Rows, most));

    /// <summary>All of it in memory, where it may be already.</summary>
    public FeatureMatrix InMemory() => this as FeatureMatrix ?? Slice(0, Rows);

    /// <summary>Copies of all rows, some at a time, in their order.</summary>
    internal IEnumerable<FeatureMatrix> InParts(int rowsAtOnce)
    {
        for (var start = 0; start < Rows; start += rowsAtOnce)
            yield return Slice(start, Math.Min(rowsAtOnce, Rows - start));
    }

    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    private protected void Require(int row)
    {
        if ((uint)row >= (uint)Rows)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"The matrix has {Rows} rows.");
    }

    /// <exception cref="ArgumentOutOfRangeException">There are no such rows.</exception>
    private protected void Require(int start, int count)
    {
        if (start < 0 || count < 0 || start > Rows - count)
            throw new ArgumentOutOfRangeException(nameof(start), start, $"Rows {start} … {start + (long)count - 1} are outside 0 … {Rows - 1}.");
    }
}
