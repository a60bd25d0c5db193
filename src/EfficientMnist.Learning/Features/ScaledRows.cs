namespace EfficientMnist.Learning.Features;

/// <summary>A view whose rows are scaled when they are asked for.</summary>
internal sealed class ScaledRows(FeatureRows view, ViewScaling scaling) : FeatureRows
{
    public override int Rows => view.Rows;

    public override int Columns => view.Columns;

    public override FeatureMatrix Select(IReadOnlyList<int> rows) => Scaled(view.Select(rows));

    public override FeatureMatrix Slice(int start, int count) => Scaled(view.Slice(start, count));

    // A copy already, which nobody else has.
    private FeatureMatrix Scaled(FeatureMatrix some)
    {
        scaling.Apply(some, some, 0);
        return some;
    }
}
