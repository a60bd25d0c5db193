using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets.Import.Classes;
using EfficientMnist.Datasets.Import.Reports;
using EfficientMnist.Datasets.Import.Sources;

namespace EfficientMnist.Datasets.Import;

/// <summary>Turns a user's folder or file into the files of a data set.</summary>
/// <param name="time">Says when.</param>
public sealed class DatasetImporter(TimeProvider time)
{
    /// <summary>A prediction is kept as one byte.</summary>
    public const int MostClasses = 256;

    private const int Named = 10;

    /// <param name="path">The user's folder or file; only read.</param>
    /// <param name="target">An empty folder that the data set is written to.</param>
    /// <param name="source">Where the files come from, for people.</param>
    /// <param name="options">Size, channels, labels.</param>
    /// <param name="progress">Told how many images are read of how many.</param>
    /// <param name="cancellationToken">Ends the import; what was written stays.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder or file.</exception>
    /// <exception cref="InvalidDataException">Images are damaged, or it is open what the images are; the message names the files and the remedy.</exception>
    public ImportSummary Import(
        string path, string target, string source, ImportOptions options, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var shown = Path.IsPathFullyQualified(source) ? $"'{source}'" : source;
        var scratch = Directory.CreateDirectory(Path.Combine(target, "scratch"));
        try
        {
            var found = ClassMerger.Merge(SourceCatalog.Open(path, shown, scratch.FullName, options.Validated(), cancellationToken), options);
            if (options.WithoutLabels) found = WithoutLabels(found);
            var classes = Classes(found, shown);
            var splits = Splits(found);
            RequireRoom(splits.ConvertAll(split => split.Source), options);
            var reader = new ImageReader(splits.Sum(split => split.Source.Images.Count), options, progress, cancellationToken);
            var images = splits.ConvertAll(split => reader.Read(split.Source, split.Roles, classes));
            reader.RequireGood();
            if (images[0].Images.Count < 2) throw new InvalidDataException($"{shown} has {Count.Of(images[0].Images.Count, "image")} that can be read; at least 2 are needed to learn from.");

            var stored = Decide(images, options, classes, source);
            stored = stored with { Splits = [.. splits.Zip(images, (split, content) => Write(target, split.Split, content, stored))] };
            stored.Write(target);
            return ImportReport.Of(found, [.. splits.Zip(images, (split, content) => (split.Split, content))], classes, reader.Bad, stored);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static ImportSource WithoutLabels(ImportSource source) => source with
    {
        Train = source.Train with { Labels = null },
        Validation = source.Validation is null ? null : source.Validation with { Labels = null },
        Test = source.Test is null ? null : source.Test with { Labels = null },
        ClassNames = null,
    };

    private static IReadOnlyList<string> Classes(ImportSource source, string shown)
    {
        var used = ClassOrder.Of(new[] { source.Train, source.Validation, source.Test }.OfType<SourceSplit>().SelectMany(split => split.Labels ?? []).OfType<string>());
        var classes = source.ClassNames ?? used;
        return classes.Count <= MostClasses
            ? classes
            : throw new InvalidDataException($"{shown} has {Count.Of(classes.Count, "class")}, {Count.Some(classes, 3)}; {MostClasses} are the most. Put them into fewer folders, or import with labels=none if the folders are no classes.");
    }

    /// <summary>The pool with the images for validation, and the test split; labelled ones in an order that does not give the labels away.</summary>
    private static List<(DatasetSplit Split, SourceSplit Source, IReadOnlyList<LabelRole> Roles)> Splits(ImportSource source)
    {
        // Where only some labels are there, a person gives the others; these are known from the start.
        var role = source.Train.IsLabelled ? LabelRole.ForSale : LabelRole.Given;
        var pool = source.Train.Images.Select((image, i) => (Image: image, Label: source.Train.Labels?[i], Role: source.Train.Labels?[i] is null ? LabelRole.ForSale : role)).ToList();
        if (source.Validation is { } validation)
            pool.AddRange(validation.Images.Select((image, i) => (image, validation.Labels?[i], validation.Labels?[i] is null ? LabelRole.ForSale : LabelRole.Validation)));
        List<(DatasetSplit, SourceSplit, IReadOnlyList<LabelRole>)> splits = [(DatasetSplit.Train, Ordered(pool, out var roles), roles)];
        if (source.Test is not { } test) return splits;
        if (test.Labels is not null && !test.IsLabelled)
            throw new InvalidDataException($"{Count.Of(test.Labels.Count(label => label is null), "image")} of the test split {(test.Labels.Count(label => label is null) == 1 ? "has" : "have")} no label, '{test.Images[test.Labels.ToList().IndexOf(null)].Name}' among them. Label all of them or none, or move these to the images to learn from.");
        var graded = test.Images.Select((image, i) => (image, test.Labels?[i], LabelRole.ForSale)).ToList();
        splits.Add((DatasetSplit.Test, Ordered(graded, out var none), none));
        return splits;
    }

    private static SourceSplit Ordered(List<(SourceImage Image, string? Label, LabelRole Role)> images, out IReadOnlyList<LabelRole> roles)
    {
        var isLabelled = images.Exists(image => image.Label is not null);
        // Ids that followed the folders would give every class away.
        var ordered = isLabelled ? [.. images.OrderBy(image => Hash(image.Image.Name), StringComparer.Ordinal)] : images;
        roles = ordered.ConvertAll(image => image.Role);
        return new SourceSplit(ordered.ConvertAll(image => image.Image), isLabelled ? ordered.ConvertAll(image => image.Label) : null);
    }

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(file)));

    private static void RequireRoom(List<SourceSplit> splits, ImportOptions options)
    {
        var count = splits.Max(split => split.Images.Count);
        var bytes = (long)count * options.Size * options.Size * (options.Channels ?? 3);
        if (bytes > Array.MaxLength)
            throw Refusal.Invalid($"{count} images of {options.Size}×{options.Size} pixels may take {bytes} bytes; a split holds {Array.MaxLength} at most. Choose a smaller size, or channels=1.");
    }

    /// <summary>What all images of a data set share, or a model of one would not fit another.</summary>
    private StoredDataset Decide(List<ImportedSplit> splits, ImportOptions options, IReadOnlyList<string> classes, string source)
    {
        var images = splits.SelectMany(split => split.Images).ToList();
        var (light, weight) = images.Aggregate((Light: 0.0, Weight: 0.0), (sum, image) => (sum.Light + image.Drawn.Light, sum.Weight + image.Drawn.Weight));
        var isLight = weight > 0 && light / weight > ImportOptions.White / 2.0;
        var peak = images.Max(image => image.Peak);
        return new StoredDataset
        {
            Channels = options.Channels ?? (images.TrueForAll(image => image.IsGrey) ? 1 : 3),
            Height = options.Size,
            Width = options.Size,
            Fit = options.Fit,
            Background = options.Background ?? (isLight ? ImportOptions.Black : ImportOptions.White),
            Bits = options.Bits ?? (peak == 0 ? StoredDataset.AllBits : Math.Max(8, (int)Math.Log2(peak) + 1)),
            ClassNames = classes,
            Splits = [],
            Source = source,
            ImportedAt = time.GetUtcNow(),
        };
    }

    private static StoredSplit Write(string target, DatasetSplit split, ImportedSplit content, StoredDataset stored)
    {
        var shape = stored.Shape;
        content.Final = i =>
        {
            var final = new byte[shape.Pixels];
            content.Images[i].Write(shape.Channels, stored.Background, stored.Bits, final);
            return final;
        };
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var prints = new ImagePrint[content.Images.Count];
        using (var file = File.Create(StoredDataset.PixelsIn(target, split)))
        {
            for (var i = 0; i < prints.Length; i++)
            {
                var pixels = content.Final(i);
                prints[i] = ImagePrint.Of(pixels, shape);
                hash.AppendData(pixels);
                file.Write(pixels);
            }
        }
        content.Prints = prints;
        File.WriteAllText(StoredDataset.FilesIn(target, split), JsonSerializer.Serialize(content.Names));
        var roles = content.Roles.ToArray();
        if (content.Labels is { } labels)
        {
            File.WriteAllBytes(StoredDataset.LabelsIn(target, split), MemoryMarshal.AsBytes<int>([.. labels]));
            File.WriteAllBytes(StoredDataset.RolesIn(target, split), MemoryMarshal.AsBytes(roles.AsSpan()));
        }
        return new StoredSplit(split, prints.Length, Convert.ToHexStringLower(hash.GetHashAndReset()), HasLabels: content.Labels is { } all && all.All(label => label >= 0) && !roles.Contains(LabelRole.Given))
        {
            Given = roles.Count(role => role == LabelRole.Given),
            Validation = roles.Count(role => role == LabelRole.Validation),
        };
    }

    /// <summary>Decodes and scales the images of an import, all processors at once, and keeps account of those that cannot be read.</summary>
    private sealed class ImageReader(int total, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        private readonly ConcurrentBag<(string Name, string What)> _bad = [];
        private int _done;

        /// <summary>What is wrong with each file that cannot be read, in the order of their names.</summary>
        public IReadOnlyList<string> Bad => [.. _bad.OrderBy(bad => bad.Name, StringComparer.Ordinal).Select(bad => $"'{bad.Name}' {bad.What}")];

        public ImportedSplit Read(SourceSplit source, IReadOnlyList<LabelRole> roles, IReadOnlyList<string> classes)
        {
            var read = new ScaledImage?[source.Images.Count];
            Parallel.For(0, read.Length, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            {
                try
                {
                    read[i] = source.Images[i].Scale(options);
                }
                catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
                {
                    _bad.Add((source.Images[i].Name, error is InvalidDataException ? error.Message.TrimEnd('.') : "cannot be opened"));
                }
                progress?.Report(new ImportProgress(Interlocked.Increment(ref _done), total));
            });
            int[] good = [.. Enumerable.Range(0, read.Length).Where(i => read[i] is not null)];
            var numbers = classes.Select((name, number) => (name, number)).ToDictionary(pair => pair.name, pair => pair.number, StringComparer.Ordinal);
            return new ImportedSplit
            {
                Names = [.. good.Select(i => source.Images[i].Name)],
                Images = [.. good.Select(i => read[i]!)],
                Labels = source.Labels is null ? null : [.. good.Select(i => source.Labels[i] is { } label ? numbers[label] : -1)],
                Roles = [.. good.Select(i => roles[i])],
            };
        }

        /// <exception cref="InvalidDataException">Some cannot be read and are not to be left out; the message names them all.</exception>
        public void RequireGood()
        {
            if (_bad.IsEmpty || options.SkipBad) return;
            var bad = Bad;
            throw new InvalidDataException($"{Count.Of(bad.Count, "image")} cannot be read: {string.Join("; ", bad.Take(Named))}{(bad.Count > Named ? $"; and {bad.Count - Named} more" : "")}. Repair them or take them out of the folder, or import with on_bad=skip.");
        }
    }
}
