namespace EfficientMnist.Learning.Features;

/// <summary>Two sets of features of the same images as one: the columns of the second follow those of the first.</summary>
internal sealed class SideBySide : FeatureRows
{
    private readonly FeatureRows _first;
    private readonly FeatureRows _second;

    /// <exception cref="ArgumentException">They are of different numbers of images.</exception>
    public SideBySide(FeatureRows first, FeatureRows second)
    {
        if (first.Rows != second.Rows)
            throw new ArgumentException($"The views have different numbers of rows: {first.Rows}, {second.Rows}.", nameof(second));
        (_first, _second) = (first, second);
    }

    public override int Rows => _first.Rows;

    public override int Columns => _first.Columns + _second.Columns;

    public override FeatureMatrix Select(IReadOnlyList<int> rows) => FeatureMatrix.Concat(_first.Select(rows), _second.Select(rows));

    public override FeatureMatrix Slice(int start, int count) => FeatureMatrix.Concat(_first.Slice(start, count), _second.Slice(start, count));
}
