namespace EfficientMnist.Datasets.Tests.Fixtures;

/// <summary>A data set of 6 + 4 images of 3×5 pixels in IDX files.</summary>
internal static class IdxFolder
{
    public const string Name = "mine";
    public static readonly byte[] TrainLabels = [0, 2, 1, 2, 0, 1];
    public static readonly byte[] TrainPixels = Bytes.Pattern(6 * 15);

    public static void Write(TemporaryFolder folder, string name = Name)
    {
        folder.Write($"{name}/train-images-idx3-ubyte", Bytes.Idx(TrainPixels, 6, 3, 5));
        folder.Write($"{name}/train-labels-idx1-ubyte.gz", Bytes.Gzip(Bytes.Idx(TrainLabels, 6)));
        folder.Write($"{name}/t10k-images-idx3-ubyte.gz", Bytes.Gzip(Bytes.Idx(Bytes.Pattern(4 * 15, 9), 4, 3, 5)));
        folder.Write($"{name}/t10k-labels-idx1-ubyte", Bytes.Idx([2, 1, 0, 1], 4));
    }
}
