using System.Runtime.InteropServices;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets.Png;

namespace EfficientMnist.Datasets.Import;

/// <summary>Turns a user's folder of PNG files into the files of a data set.</summary>
/// <param name="time">Says when.</param>
public sealed class FolderImporter(TimeProvider time)
{
    /// <param name="folder">The user's; only read.</param>
    /// <param name="target">An empty folder that the data set is written to.</param>
    /// <param name="source">Where the files come from, for people.</param>
    /// <param name="options">Size, channels, labels.</param>
    /// <param name="progress">Told how many images are read of how many.</param>
    /// <param name="cancellationToken">Ends the import; what was written stays.</param>
    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    /// <exception cref="InvalidDataException">An image is damaged, or it is open what the images are; the message names the file and the remedy.</exception>
    public ImportSummary Import(
        string folder, string target, string source, ImportOptions options, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var layout = ImportLayout.Of(folder, options.Validated());
        List<(DatasetSplit Split, ImportSplit Files)> splits = [(DatasetSplit.Train, layout.Train)];
        if (layout.Test is { } test) splits.Add((DatasetSplit.Test, test));
        var count = splits.Sum(split => split.Files.Files.Count);
        RequireRoom(layout, options);

        var done = 0;
        var images = splits.ConvertAll(split => ReadAll(split.Files.Files));
        // Both splits have the same channels, or a model of one would not fit the other.
        var plane = options.Size * options.Size;
        var channels = options.Channels ?? (images.Exists(split => Array.Exists(split, image => image.Length > plane)) ? 3 : 1);
        var classes = PngLabels.Ordered(splits.SelectMany(split => split.Files.Labels ?? []));
        var stored = new StoredDataset
        {
            Channels = channels,
            Height = options.Size,
            Width = options.Size,
            Fit = options.Fit,
            Background = options.Background,
            ClassNames = classes,
            Splits = [.. splits.Zip(images, (split, pixels) => Write(target, split.Split, split.Files, pixels, new ImageShape(channels, options.Size, options.Size), classes))],
            Source = source,
            ImportedAt = time.GetUtcNow(),
        };
        stored.Write(target);
        return new ImportSummary(layout.Ignored.Count, layout.Ignored.Count > 0 ? layout.Ignored[0] : "");

        byte[][] ReadAll(IReadOnlyList<string> files)
        {
            var read = new byte[files.Count][];
            try
            {
                Parallel.For(0, files.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
                {
                    read[i] = ImportedImage.Read(Path.Combine(folder, files[i]), options);
                    progress?.Report(new ImportProgress(Interlocked.Increment(ref done), count));
                });
            }
            catch (AggregateException errors)
            {
                // Of several bad images the first by name is reported, whatever thread met it first.
                throw errors.InnerExceptions.MinBy(error => error.Message, StringComparer.Ordinal)!;
            }
            return read;
        }
    }

    private static void RequireRoom(ImportLayout layout, ImportOptions options)
    {
        var bytes = (long)Math.Max(layout.Train.Files.Count, layout.Test?.Files.Count ?? 0) * options.Size * options.Size * (options.Channels ?? 3);
        if (bytes > Array.MaxLength)
            throw Refusal.Invalid($"{layout.Train.Files.Count} images of {options.Size}×{options.Size} pixels may take {bytes} bytes; a split holds {Array.MaxLength} at most. Choose a smaller size, or channels=1.");
    }

    private static StoredSplit Write(string target, DatasetSplit split, ImportSplit files, byte[][] images, ImageShape shape, string[] classes)
    {
        var pixels = new byte[images.Length * shape.Pixels];
        for (var i = 0; i < images.Length; i++)
            ImportedImage.Write(images[i], shape.Channels, pixels.AsSpan(i * shape.Pixels, shape.Pixels));
        File.WriteAllBytes(StoredDataset.PixelsIn(target, split), pixels);
        File.WriteAllLines(StoredDataset.FilesIn(target, split), files.Files);
        if (files.Labels is { } labels)
            File.WriteAllBytes(StoredDataset.LabelsIn(target, split), MemoryMarshal.AsBytes<int>([.. labels.Select(label => Array.IndexOf(classes, label))]));
        return new StoredSplit(split, images.Length, new ImageSet(shape, pixels).ContentHash, files.Labels is not null);
    }
}
