using System.Globalization;
using EfficientMnist.Datasets.Files;
using EfficientMnist.Datasets.Standard;

namespace EfficientMnist.Datasets.Idx;

/// <summary>A folder with the four files of MNIST and its many successors. Without label files it is a pool without labels.</summary>
internal sealed class IdxReader(string name, string folder, StandardDataset? standard, bool verifyChecksums) : IDatasetReader
{
    public static bool Recognises(string folder) => DataFile.Find(folder, ImagesName(DatasetSplit.Train)) is not null;

    public DatasetInfo Describe()
    {
        var sizes = IdxFile.ReadSizes(Require(ImagesName(DatasetSplit.Train)), 3);
        var hasLabels = DataFile.Find(folder, LabelsName(DatasetSplit.Train)) is not null;
        return new DatasetInfo
        {
            Name = name,
            Shape = new ImageShape(1, sizes[1], sizes[2]),
            ClassNames = standard?.ClassNames ?? (hasLabels ? NumberedClasses() : []),
            Source = standard?.Source ?? "IDX files of the user",
            Location = folder,
            Splits = [.. Enum.GetValues<DatasetSplit>().Where(split => DataFile.Find(folder, ImagesName(split)) is not null)],
            HasLabels = hasLabels,
            HasTestLabels = DataFile.Find(folder, LabelsName(DatasetSplit.Test)) is not null,
        };
    }

    public ImageSet ReadImages(DatasetSplit split, CancellationToken cancellationToken)
    {
        var (sizes, pixels) = Read(ImagesName(split), 3, cancellationToken);
        return new ImageSet(new ImageShape(1, sizes[1], sizes[2]), pixels);
    }

    public int[] ReadLabels(DatasetSplit split, CancellationToken cancellationToken)
    {
        var (sizes, bytes) = Read(LabelsName(split), 1, cancellationToken);
        var path = Require(LabelsName(split));
        var images = IdxFile.ReadSizes(Require(ImagesName(split)), 3)[0];
        if (sizes[0] != images) throw Damaged.File(path, $"has {sizes[0]} labels for {images} images");
        if (standard is not null && bytes.Max() >= standard.ClassNames.Count)
            throw Damaged.File(path, $"has the label {bytes.Max()}, outside 0 … {standard.ClassNames.Count - 1}");
        return Array.ConvertAll(bytes, label => (int)label);
    }

    private static string ImagesName(DatasetSplit split) => $"{Prefix(split)}-images-idx3-ubyte";

    private static string LabelsName(DatasetSplit split) => $"{Prefix(split)}-labels-idx1-ubyte";

    private static string Prefix(DatasetSplit split) => split == DatasetSplit.Train ? "train" : "t10k";

    private string[] NumberedClasses()
    {
        var (_, labels) = IdxFile.Read(Require(LabelsName(DatasetSplit.Train)), 1, null, CancellationToken.None);
        return [.. Enumerable.Range(0, labels.Max() + 1).Select(label => label.ToString(CultureInfo.InvariantCulture))];
    }

    private (int[] Sizes, byte[] Data) Read(string file, int rank, CancellationToken cancellationToken) =>
        IdxFile.Read(Require(file), rank, verifyChecksums ? standard?.Md5(file) : null, cancellationToken);

    private string Require(string file) => DataFile.Find(folder, file) ?? throw new FileNotFoundException(
        $"The data set '{name}' lacks '{Path.Combine(folder, file)}' (or the same with .gz). Put the file there.", Path.Combine(folder, file));
}
