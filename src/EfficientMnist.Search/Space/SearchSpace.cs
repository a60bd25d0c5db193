namespace EfficientMnist.Search.Space;

/// <summary>All hyperparameters that are searched for together.</summary>
public sealed class SearchSpace
{
    /// <param name="axes">One at least, of different names.</param>
    /// <exception cref="ArgumentException">There is none, or two of one name.</exception>
    public SearchSpace(IReadOnlyList<Axis> axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        if (axes.Count == 0)
            throw new ArgumentException("There is nothing to search: no option has a range or several values.", nameof(axes));
        if (axes.Select(a => a.Name).Distinct(StringComparer.Ordinal).Count() != axes.Count)
            throw new ArgumentException("Two axes have one name.", nameof(axes));
        Axes = axes;
    }

    public IReadOnlyList<Axis> Axes { get; }

    /// <summary>How many different points there are; null where an axis has real numbers.</summary>
    public long? Count => Axes.Aggregate((long?)1, (product, axis) => product * axis.Count is { } count ? Math.Min(count, int.MaxValue) : null);

    /// <summary>The values at these positions, one per axis.</summary>
    public IReadOnlyDictionary<string, string> Values(IReadOnlyList<double> positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        return Axes.Zip(positions).ToDictionary(a => a.First.Name, a => a.First.Text(a.Second), StringComparer.Ordinal);
    }

    /// <summary>The positions of these values, one per axis.</summary>
    public double[] Positions(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return [.. Axes.Select(axis => axis.Position(values[axis.Name]))];
    }

    /// <summary>Stands for the point: equal for equal values.</summary>
    internal string KeyOf(IReadOnlyDictionary<string, string> values) => string.Join('\n', Axes.Select(axis => values[axis.Name]));

    /// <summary>Positions drawn uniformly.</summary>
    internal double[] Draw(Random random) => [.. Axes.Select(axis => axis.Choices > 0 ? random.Next(axis.Choices) : random.NextDouble())];
}
