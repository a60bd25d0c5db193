using System.Runtime.InteropServices;
using EfficientMnist.Datasets.Files;

namespace EfficientMnist.Datasets.Import;

/// <summary>The version of a data set that further images are added to: its images keep their ids, their labels and how they were made.</summary>
/// <param name="name">Its name.</param>
/// <param name="folder">Where it lies.</param>
internal sealed class EarlierVersion(string name, string folder)
{
    private readonly StoredDataset _stored = StoredDataset.Read(folder);

    public string Name => name;

    /// <summary>Where its files came from, for each version it is made of, itself included.</summary>
    public IReadOnlyList<StoredPart> Parts =>
        [.. _stored.Earlier, new StoredPart(_stored.Source, CountOf(DatasetSplit.Train) - _stored.EarlierIn(DatasetSplit.Train), CountOf(DatasetSplit.Test) - _stored.EarlierIn(DatasetSplit.Test))];

    /// <summary>The options by which new images are made like those there are.</summary>
    public ImportOptions Like(ImportOptions options) =>
        options with { Size = _stored.Height, Channels = _stored.Channels, Fit = _stored.Fit, Background = _stored.Background, Bits = _stored.Bits };

    /// <summary>Its classes, which keep their numbers, then new ones.</summary>
    public IReadOnlyList<string> ClassesWith(IReadOnlyList<string> added) => [.. _stored.ClassNames, .. added.Except(_stored.ClassNames, StringComparer.Ordinal)];

    public int CountOf(DatasetSplit split) => _stored.Splits.FirstOrDefault(each => each.Split == split)?.Count ?? 0;

    /// <summary>The pixels of a split, checked; nothing where there is none.</summary>
    public ImageSet Images(DatasetSplit split) =>
        CountOf(split) == 0 ? new ImageSet(_stored.Shape, Array.Empty<byte>()) : new StoredReader(name, folder).ReadImages(split, CancellationToken.None);

    public IReadOnlyList<string> Names(DatasetSplit split) => CountOf(split) == 0 ? [] : new StoredReader(name, folder).ReadFiles(split);

    /// <summary>A label for each image of a split, −1 for none, and what it is for.</summary>
    public (int[] Labels, LabelRole[] Roles) Labels(DatasetSplit split)
    {
        var count = CountOf(split);
        var path = StoredDataset.LabelsIn(folder, split);
        if (count == 0 || !File.Exists(path))
            return ([.. Enumerable.Repeat(-1, count)], new LabelRole[count]);
        var labels = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(path)).ToArray();
        var roles = MemoryMarshal.Cast<byte, LabelRole>(File.ReadAllBytes(StoredDataset.RolesIn(folder, split))).ToArray();
        return labels.Length == count && roles.Length == count ? (labels, roles) : throw Damaged.Imported(path, $"has {labels.Length} labels for {count} images");
    }
}
