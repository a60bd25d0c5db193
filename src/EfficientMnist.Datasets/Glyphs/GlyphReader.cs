namespace EfficientMnist.Datasets.Glyphs;

/// <summary>The data set that is drawn by code: the same bytes on every machine, with no file and no network.</summary>
/// <param name="images">How many there are to learn from; a quarter as many are there to test with.</param>
internal sealed class GlyphReader(int images) : IDatasetReader
{
    public const string DatasetName = "glyphs";
    private const ulong Seed = 0x676C797068730001;
    private static readonly ImageShape Shape = new(1, GlyphCanvas.Side, GlyphCanvas.Side);

    public DatasetInfo Describe() => new()
    {
        Name = DatasetName,
        Shape = Shape,
        ClassNames = GlyphShapes.Names,
        Source = "drawn by code",
        Location = "",
        Splits = [DatasetSplit.Train, DatasetSplit.Test],
        HasLabels = true,
        HasTestLabels = true,
        Synthetic = true,
    };

    public ImageSet ReadImages(DatasetSplit split, CancellationToken cancellationToken)
    {
        var labels = ReadLabels(split, cancellationToken);
        var pixels = new byte[labels.Length * Shape.Pixels];
        Parallel.For(0, labels.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
            GlyphPainter.Paint(GlyphRandom.For(Seed, split, i), labels[i], pixels.AsSpan(i * Shape.Pixels, Shape.Pixels)));
        return new ImageSet(Shape, pixels);
    }

    /// <summary>Equally many of each class, shuffled (Fisher and Yates).</summary>
    public int[] ReadLabels(DatasetSplit split, CancellationToken cancellationToken)
    {
        var labels = new int[split == DatasetSplit.Train ? images : images / 4];
        var random = GlyphRandom.For(Seed, split, -1);
        for (var i = 0; i < labels.Length; i++)
        {
            var j = random.Between(0, i);
            labels[i] = labels[j];
            labels[j] = i % GlyphShapes.Names.Count;
        }
        return labels;
    }
}
