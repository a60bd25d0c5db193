using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Files;

namespace EfficientMnist.Datasets.Import;

/// <summary>A user's own images: train/*.png or train/&lt;class&gt;/*.png, and the same under test.</summary>
internal sealed class PngReader(string name, string root) : IDatasetReader
{
    public static bool Recognises(string root) => PngFolder.Exists(root, DatasetSplit.Train);

    public DatasetInfo Describe()
    {
        var folders = Enum.GetValues<DatasetSplit>()
            .Select(split => (Split: split, Folder: PngFolder.Open(root, split)))
            .Where(found => found.Folder is not null).ToList();
        var hasLabels = folders.TrueForAll(found => found.Folder!.HasLabels);
        return new DatasetInfo
        {
            Name = name,
            Shape = ReadShape(Require(DatasetSplit.Train)),
            ClassNames = hasLabels ? PngLabels.Classes(folders.Select(found => found.Folder!)) : [],
            Source = "PNG files of the user",
            Location = root,
            Splits = [.. folders.Select(found => found.Split)],
            HasLabels = hasLabels,
            HasTestLabels = hasLabels && folders.Exists(found => found.Split == DatasetSplit.Test),
        };
    }

    public ImageSet ReadImages(DatasetSplit split, CancellationToken cancellationToken)
    {
        // Both splits have the shape of the first training image, or a model of one would not fit the other.
        var shape = ReadShape(Require(DatasetSplit.Train));
        var folder = Require(split);
        if ((long)folder.Images.Count * shape.Pixels > Array.MaxLength)
            throw new InvalidDataException($"'{folder.Folder}' holds {folder.Images.Count} images of {shape.Pixels} bytes, more than the {Array.MaxLength} bytes a split may have. Use fewer or smaller images.");
        var pixels = new byte[folder.Images.Count * shape.Pixels];
        try
        {
            Parallel.For(0, folder.Images.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
                Read(folder.FullPath(folder.Images[i]), shape).CopyTo(pixels, i * shape.Pixels));
        }
        catch (AggregateException errors)
        {
            // Of several bad images the first by name is reported, whatever thread met it first.
            throw errors.InnerExceptions.MinBy(error => error.Message, StringComparer.Ordinal)!;
        }
        return new ImageSet(shape, pixels);
    }

    public int[] ReadLabels(DatasetSplit split, CancellationToken cancellationToken)
    {
        var folder = Require(split);
        if (!folder.HasLabels)
        {
            throw new FileNotFoundException(
                $"The images in '{folder.Folder}' have no labels. Sort them into one folder per class, or add '{PngFolder.LabelTable}' with lines 'file,label', or let a person label them (oracle.kind=human).", Path.Combine(folder.Folder, PngFolder.LabelTable));
        }
        var classes = Describe().ClassNames.Select((label, number) => (label, number)).ToDictionary(entry => entry.label, entry => entry.number, StringComparer.Ordinal);
        return [.. PngLabels.Names(folder).Select(label => classes.TryGetValue(label, out var number)
            ? number
            : throw new InvalidDataException($"'{root}' has labels for '{split}' only. Give both splits labels or neither."))];
    }

    public IReadOnlyList<string> ReadFiles(DatasetSplit split) => PngFolder.Open(root, split)?.Images ?? [];

    public string? OriginalOf(DatasetSplit split, SampleId sample) =>
        PngFolder.Open(root, split) is { } folder && (uint)sample.Value < (uint)folder.Images.Count ? folder.FullPath(folder.Images[sample.Value]) : null;

    private static byte[] Read(string path, ImageShape expected)
    {
        try
        {
            var (shape, pixels) = PngDecoder.Decode(File.ReadAllBytes(path));
            if (shape != expected) throw new InvalidDataException($"is {shape} (channels × height × width), the first training image {expected}; all images must agree");
            return pixels;
        }
        catch (InvalidDataException error)
        {
            throw Damaged.Image(path, error.Message.TrimEnd('.'), error);
        }
    }

    private static ImageShape ReadShape(PngFolder folder)
    {
        var path = folder.FullPath(folder.Images[0]);
        try
        {
            using var file = File.OpenRead(path);
            return PngDecoder.ReadShape(file);
        }
        catch (InvalidDataException error)
        {
            throw Damaged.Image(path, error.Message.TrimEnd('.'), error);
        }
    }

    private PngFolder Require(DatasetSplit split) => PngFolder.Open(root, split) ?? throw new FileNotFoundException(
        $"The data set '{name}' has no {split} images: '{PngFolder.PathOf(root, split)}' holds no PNG file. Put some there.", PngFolder.PathOf(root, split));
}
