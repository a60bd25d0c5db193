namespace EfficientMnist.Learning.Features;

/// <summary>The first columns of features, such as the first of several views.</summary>
internal sealed class FirstColumns(FeatureRows features, int columns) : FeatureRows
{
    public override int Rows => features.Rows;

    public override int Columns => columns;

    public override FeatureMatrix Select(IReadOnlyList<int> rows) => Narrow(features.Select(rows));

    public override FeatureMatrix Slice(int start, int count) => Narrow(features.Slice(start, count));

    private FeatureMatrix Narrow(FeatureMatrix wide)
    {
        var narrow = new FeatureMatrix(wide.Rows, columns);
        for (var row = 0; row < wide.Rows; row++)
            wide.Row(row)[..columns].CopyTo(narrow.MutableRow(row));
        return narrow;
    }
}
