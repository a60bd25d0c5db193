using System.Runtime.InteropServices;
using System.Text.Json;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets.Files;

namespace EfficientMnist.Datasets.Import;

/// <summary>A data set that was imported from a user's files.</summary>
internal sealed class StoredReader(string name, string folder) : IDatasetReader
{
    public static bool Recognises(string folder) => File.Exists(StoredDataset.PathIn(folder));

    public DatasetInfo Describe()
    {
        var stored = StoredDataset.Read(folder);
        return new DatasetInfo
        {
            Name = name,
            Shape = stored.Shape,
            ClassNames = stored.ClassNames,
            Source = stored.Source,
            VersionOf = stored.VersionOf,
            Location = "",
            Splits = [.. stored.Splits.Select(split => split.Split)],
            HasLabels = HasLabels(stored, DatasetSplit.Train),
            HasTestLabels = HasLabels(stored, DatasetSplit.Test),
            Given = stored.Splits.Sum(split => split.Given),
            Validation = stored.Splits.Sum(split => split.Validation),
            Import = new ImportOptions { Size = stored.Height, Channels = stored.Channels, Fit = stored.Fit, Background = stored.Background, Bits = stored.Bits },
        };
    }

    public ImageSet ReadImages(DatasetSplit split, CancellationToken cancellationToken)
    {
        var stored = StoredDataset.Read(folder);
        var expected = Require(stored, split);
        var path = StoredDataset.PixelsIn(folder, split);
        var pixels = File.ReadAllBytes(path);
        if (pixels.Length != (long)expected.Count * stored.Shape.Pixels)
            throw Damaged.Imported(path, $"is not as it was written: {pixels.Length} bytes instead of {expected.Count} images of {stored.Shape.Pixels}");
        var images = new ImageSet(stored.Shape, pixels);
        return images.ContentHash == expected.ContentHash
            ? images
            : throw Damaged.Imported(path, $"is not as it was written: its checksum is {Refusal.Quote(images.ContentHash[..8])} instead of {Refusal.Quote(expected.ContentHash)}");
    }

    public int[] ReadLabels(DatasetSplit split, CancellationToken cancellationToken)
    {
        var expected = Require(StoredDataset.Read(folder), split);
        var path = StoredDataset.LabelsIn(folder, split);
        if (!expected.HasLabels)
            throw new FileNotFoundException($"The {split} images of '{name}' were imported without labels. Let a person label them (oracle.kind=human), or import them again sorted into one folder per class.", path);
        var labels = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(path)).ToArray();
        return labels.Length == expected.Count ? labels : throw Damaged.Imported(path, $"has {labels.Length} labels for {expected.Count} images");
    }

    public IReadOnlyList<string> ReadFiles(DatasetSplit split)
    {
        var path = StoredDataset.FilesIn(folder, split);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<string[]>(File.ReadAllText(path)) ?? [] : [];
        }
        catch (JsonException error)
        {
            throw Damaged.Imported(path, $"cannot be read ({error.Message.TrimEnd('.')})", error);
        }
    }

    public string? OriginalOf(DatasetSplit split, SampleId sample)
    {
        // Of files that were sent the source is no folder.
        var source = SourceOf(StoredDataset.Read(folder), split, sample);
        var files = ReadFiles(split);
        if (!Directory.Exists(source) || !Path.IsPathFullyQualified(source) || (uint)sample.Value >= (uint)files.Count) return null;
        var path = Path.Combine(source, files[sample.Value]);
        return File.Exists(path) ? path : null;
    }

    // Each version has a source of its own.
    private static string SourceOf(StoredDataset stored, DatasetSplit split, SampleId sample)
    {
        var first = 0;
        foreach (var part in stored.Earlier)
        {
            first += part.Of(split);
            if (sample.Value < first) return part.Source;
        }
        return stored.Source;
    }

    public IReadOnlyList<GivenLabel> ReadGiven(CancellationToken cancellationToken)
    {
        var expected = Require(StoredDataset.Read(folder), DatasetSplit.Train);
        if (expected is { Given: 0, Validation: 0 }) return [];
        var path = StoredDataset.LabelsIn(folder, DatasetSplit.Train);
        var labels = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(path)).ToArray();
        var roles = MemoryMarshal.Cast<byte, LabelRole>(File.ReadAllBytes(StoredDataset.RolesIn(folder, DatasetSplit.Train))).ToArray();
        if (labels.Length != expected.Count || roles.Length != expected.Count) throw Damaged.Imported(path, $"has {labels.Length} labels for {expected.Count} images");
        return [.. Enumerable.Range(0, roles.Length).Where(i => roles[i] != LabelRole.ForSale).Select(i => new GivenLabel(new SampleId(i), labels[i], roles[i] == LabelRole.Validation))];
    }

    private static bool HasLabels(StoredDataset stored, DatasetSplit split) => stored.Splits.Any(each => each.Split == split && each.HasLabels);

    private StoredSplit Require(StoredDataset stored, DatasetSplit split) => stored.Splits.FirstOrDefault(each => each.Split == split)
        ?? throw new FileNotFoundException($"The data set '{name}' was imported without a folder '{split.ToString().ToLowerInvariant()}', so it has no {split} images.", StoredDataset.PixelsIn(folder, split));
}
