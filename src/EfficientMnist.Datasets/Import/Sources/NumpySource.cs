using System.Globalization;
using System.IO.Compression;

namespace EfficientMnist.Datasets.Import.Sources;

/// <summary>An .npz archive of NumPy arrays, with the keys of MedMNIST (train_images, train_labels, val_…, test_…), of Keras (x_train, y_train, …) or without parts.</summary>
internal static class NumpySource
{
    public static ImportSource Of(string path, string shown)
    {
        using var archive = OpenArchive(path, shown);
        var named = archive.Entries.ToLookup(entry => Path.GetFileNameWithoutExtension(entry.FullName), StringComparer.OrdinalIgnoreCase);
        if (named.FirstOrDefault(entries => entries.Skip(1).Any()) is { } twice)
            throw new InvalidDataException($"'{shown}' has {twice.Count()} arrays called '{twice.Key}'. Give each a name of its own.");
        var keys = named.ToDictionary(entries => entries.Key, entries => entries.First(), StringComparer.OrdinalIgnoreCase);
        List<(SourcePart, SourceSplit)> parts = [];
        foreach (var key in keys.Keys.Where(IsImages))
        {
            var labels = keys.Keys.FirstOrDefault(other => Counterparts(key).Contains(other, StringComparer.OrdinalIgnoreCase));
            parts.Add((SplitName.In(key) ?? SourcePart.Train, Read(Array(keys[key]), $"{shown}/{key}", labels is null ? null : Array(keys[labels]))));
        }
        return parts.Count > 0
            ? ArraySource.Together(shown, parts)
            : throw new InvalidDataException($"'{shown}' has the arrays {Count.Some([.. keys.Keys], 8)}; expected are train_images and train_labels (and val_…, test_…), or x_train and y_train.");
    }

    private static bool IsImages(string key) => Words(key).Any(word => word is "images" or "imgs" or "x" or "data" or "arr");

    private static IEnumerable<string> Counterparts(string key) => new (string From, string To)[] { ("images", "labels"), ("imgs", "labels"), ("x", "y"), ("data", "labels"), ("data", "target") }
        .Where(pair => Words(key).Contains(pair.From))
        .Select(pair => string.Join('_', Words(key).Select(word => word == pair.From ? pair.To : word)));

    private static string[] Words(string key) => key.ToLowerInvariant().Split('_');

    private static SourceSplit Read(NumpyArray images, string name, NumpyArray? labels)
    {
        if (images.Shape.Contains(0))
            throw new InvalidDataException($"'{name}' has the shape {string.Join('×', images.Shape)}, which holds no image.");
        var levels = images.Levels(name);
        var (shape, isInterleaved) = images.Shape switch
        {
            [_, var height, var width] => (new ImageShape(1, height, width), false),
            [_, var height, var width, 1 or 3] => (new ImageShape(images.Shape[3], height, width), true),
            [_, 1 or 3, var height, var width] => (new ImageShape(images.Shape[1], height, width), false),
            _ => throw new InvalidDataException($"'{name}' has the shape {string.Join('×', images.Shape)}; expected is images × rows × columns, with 1 or 3 channels last."),
        };
        return ArraySource.Of(name, shape, isInterleaved ? ArraySource.Planes(levels, shape) : levels, labels is null ? null : Names(labels, images.Shape[0], name));
    }

    private static string?[] Names(NumpyArray labels, int count, string name)
    {
        var values = labels.Whole();
        var perImage = values.Length / count;
        if (labels.Shape.FirstOrDefault() != count || perImage == 0) throw new InvalidDataException($"'{name}' has {labels.Shape.FirstOrDefault()} labels for {count} images.");
        if (perImage == 1) return [.. values.Select(value => value.ToString(CultureInfo.InvariantCulture))];
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var row = values.AsSpan(i * perImage, perImage);
            return row.Count(1L) == 1 && row.Count(0L) == perImage - 1
                ? row.IndexOf(1L).ToString(CultureInfo.InvariantCulture)
                : throw new InvalidDataException($"Image {i} of '{name}' has {row.Count(1L)} labels at once; a data set here has one for each image.");
        })];
    }

    private static NumpyArray Array(ZipArchiveEntry entry)
    {
        try
        {
            using var content = entry.Open();
            return NumpyArray.Read(content, entry.FullName);
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException($"'{entry.FullName}' is truncated", error);
        }
    }

    private static ZipArchive OpenArchive(string path, string shown)
    {
        try
        {
            return ZipFile.OpenRead(path);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"'{shown}' is no .npz file: {error.Message.TrimEnd('.')}.", error);
        }
    }
}
