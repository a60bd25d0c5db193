using System.Runtime.InteropServices;

namespace EfficientMnist.Learning.Features;

/// <summary>
/// A dense row-major matrix of features: one row per image. Plain floats, so that it can cross a process
/// border or be cached without any tensor library.
/// </summary>
public sealed class FeatureMatrix : FeatureRows
{
    private readonly float[] _values;

    /// <param name="values">Row-major values, <paramref name="rows"/> × <paramref name="columns"/>; not copied.</param>
    /// <param name="rows">Number of images.</param>
    /// <param name="columns">Number of features of an image.</param>
    /// <exception cref="ArgumentException">The array has another length.</exception>
    public FeatureMatrix(float[] values, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (values.LongLength != (long)rows * columns)
            throw new ArgumentException($"A matrix of {rows} rows × {columns} columns needs {(long)rows * columns} values, not {values.Length}.", nameof(values));
        _values = values;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>A matrix of zeros.</summary>
    public FeatureMatrix(int rows, int columns)
        : this(new float[checked(rows * columns)], rows, columns)
    {
    }

    public override int Rows { get; }

    public override int Columns { get; }

    /// <summary>All values, row after row.</summary>
    public ReadOnlySpan<float> Values => _values;

    public float this[int row, int column] => Row(row)[column];

    /// <summary>The features of one image.</summary>
    public ReadOnlySpan<float> Row(int row) => MutableRow(row);

    /// <inheritdoc/>
    public override FeatureMatrix Select(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var selected = new FeatureMatrix(rows.Count, Columns);
        for (var i = 0; i < rows.Count; i++)
            Row(rows[i]).CopyTo(selected.MutableRow(i));
        return selected;
    }

    /// <inheritdoc/>
    public override FeatureMatrix Slice(int start, int count)
    {
        Require(start, count);
        return new FeatureMatrix(_values.AsSpan(start * Columns, count * Columns).ToArray(), count, Columns);
    }

    /// <summary>Several views of the same images side by side.</summary>
    /// <exception cref="ArgumentException">No view, or views of different numbers of images.</exception>
    public static FeatureMatrix Concat(params IReadOnlyList<FeatureMatrix> views)
    {
        ArgumentNullException.ThrowIfNull(views);
        if (views.Count == 0)
            throw new ArgumentException("At least one view is needed.", nameof(views));
        if (views.Any(v => v.Rows != views[0].Rows))
            throw new ArgumentException($"The views have different numbers of rows: {string.Join(", ", views.Select(v => v.Rows))}.", nameof(views));
        var joint = new FeatureMatrix(views[0].Rows, views.Sum(v => v.Columns));
        for (var row = 0; row < joint.Rows; row++)
        {
            var target = joint.MutableRow(row);
            foreach (var view in views)
            {
                view.Row(row).CopyTo(target);
                target = target[view.Columns..];
            }
        }
        return joint;
    }

    /// <summary>Index of the largest value of each row; the first of equals.</summary>
    public int[] ArgMax()
    {
        var best = new int[Rows];
        for (var row = 0; row < Rows; row++)
        {
            var values = Row(row);
            for (var column = 1; column < values.Length; column++)
            {
                if (values[column] > values[best[row]])
                    best[row] = column;
            }
        }
        return best;
    }

    /// <summary>Largest value of each row.</summary>
    public float[] Max()
    {
        var largest = new float[Rows];
        for (var row = 0; row < Rows; row++)
        {
            largest[row] = float.NegativeInfinity;
            foreach (var value in Row(row))
                largest[row] = Math.Max(largest[row], value);
        }
        return largest;
    }

    internal Span<float> MutableRow(int row)
    {
        Require(row);
        return _values.AsSpan(row * Columns, Columns);
    }

    internal float[] Array => _values;

    internal ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(_values.AsSpan());
}
