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
    /// <param name="earlier">The folder of the data set that the images are added to (<see cref="ImportOptions.Into"/>); null for none.</param>
    /// <param name="cancellationToken">Ends the import; what was written stays.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder or file.</exception>
    /// <exception cref="InvalidDataException">Images are damaged, or it is open what the images are; the message names the files and the remedy.</exception>
    public ImportSummary Import(
        string path, string target, string source, ImportOptions options, IProgress<ImportProgress>? progress = null, string? earlier = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var before = earlier is null ? null : new EarlierVersion(options.Into, earlier);
        options = before?.Like(options) ?? options;
        var shown = Path.IsPathFullyQualified(source) ? $"'{source}'" : source;
        var scratch = Directory.CreateDirectory(Path.Combine(target, "scratch"));
        try
        {
            var found = ClassMerger.Merge(SourceCatalog.Open(path, shown, scratch.FullName, options.Validated(), cancellationToken), options);
            if (options.WithoutLabels) found = WithoutLabels(found);
            var classes = Classes(found, shown, before);
            var splits = Splits(found);
            RequireRoom(splits.Max(split => split.Source.Images.Count + (before?.CountOf(split.Split) ?? 0)), options.Channels ?? found.MostChannels, options.Size);
            var reader = new ImageReader(splits.Sum(split => split.Source.Images.Count), options, progress, cancellationToken);
            var images = splits.ConvertAll(split => reader.Read(split.Source, split.Roles, classes));
            reader.RequireGood();
            if (images[0].Images.Count < (before is null ? 2 : 1)) throw new InvalidDataException($"{shown} has {Count.Of(images[0].Images.Count, "image")} that can be read; at least 2 are needed to learn from.");

            var stored = Decide(images, options, classes, source);
            if (before is not null)
                stored = stored with { VersionOf = before.Name, Earlier = before.Parts };
            var contents = splits.Zip(images, (split, content) => (split.Split, Content: content)).ToList();
            // A version brings what the one before has, be there nothing new of it.
            if (before?.CountOf(DatasetSplit.Test) > 0 && contents.TrueForAll(content => content.Split != DatasetSplit.Test))
                contents.Add((DatasetSplit.Test, ImportedSplit.Empty(isLabelled: before.Labels(DatasetSplit.Test).Labels.Any(label => label >= 0))));
            stored = stored with { Splits = contents.ConvertAll(content => Write(target, content.Split, content.Content, stored, before)) };
            stored.Write(target);
            var summary = ImportReport.Of(found, contents.FindAll(content => content.Content.Images.Count > 0 || content.Split == DatasetSplit.Train), classes, reader.Bad, stored);
            return before is null ? summary : summary with { Notes = [Added(before, contents.Find(content => content.Split == DatasetSplit.Train).Content), .. summary.Notes] };
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

    private static string Added(EarlierVersion before, ImportedSplit added)
    {
        var (old, known) = (before.Images(DatasetSplit.Train), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < old.Count; i++)
            known.Add(Convert.ToHexString(SHA256.HashData(old.Slice(i, 1).Pixels.Span)));
        var again = Enumerable.Range(0, added.Images.Count).Count(i => known.Contains(Convert.ToHexString(SHA256.HashData(added.Final(i)))));
        return $"{Count.Of(added.Images.Count, "image")} added to the {old.Count} of '{before.Name}', whose ids stay as they are; the figures here are of the new ones.{(again > 0 ? $" {Count.Of(again, "image")} of them {(again == 1 ? "is" : "are")} there already." : "")}";
    }

    private static IReadOnlyList<string> Classes(ImportSource source, string shown, EarlierVersion? before)
    {
        var used = ClassOrder.Of(new[] { source.Train, source.Validation, source.Test }.OfType<SourceSplit>().SelectMany(split => split.Labels ?? []).OfType<string>());
        var classes = before?.ClassesWith(source.ClassNames ?? used) ?? source.ClassNames ?? used;
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

    private static void RequireRoom(int count, int channels, int size)
    {
        var bytes = (long)count * size * size * channels;
        if (bytes > Array.MaxLength)
            throw Refusal.Invalid($"{count} images of {size}×{size} pixels may take {bytes} bytes; a split holds {Array.MaxLength} at most. Choose a smaller size, or channels=1.");
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

    private static StoredSplit Write(string target, DatasetSplit split, ImportedSplit content, StoredDataset stored, EarlierVersion? before)
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
            if (before is not null)
            {
                var old = before.Images(split).Pixels.Span;
                hash.AppendData(old);
                file.Write(old);
            }
            for (var i = 0; i < prints.Length; i++)
            {
                var pixels = content.Final(i);
                prints[i] = ImagePrint.Of(pixels, shape);
                hash.AppendData(pixels);
                file.Write(pixels);
            }
        }
        content.Prints = prints;
        File.WriteAllText(StoredDataset.FilesIn(target, split), JsonSerializer.Serialize<string[]>([.. before?.Names(split) ?? [], .. content.Names]));
        var (labels, roles) = Labels(split, content, before);
        if (labels is not null)
        {
            File.WriteAllBytes(StoredDataset.LabelsIn(target, split), MemoryMarshal.AsBytes<int>([.. labels]));
            File.WriteAllBytes(StoredDataset.RolesIn(target, split), MemoryMarshal.AsBytes(roles.AsSpan()));
        }
        return new StoredSplit(split, roles.Length, Convert.ToHexStringLower(hash.GetHashAndReset()), HasLabels: labels is not null && Array.TrueForAll(labels, label => label >= 0) && !roles.Contains(LabelRole.Given))
        {
            Given = roles.Count(role => role == LabelRole.Given),
            Validation = roles.Count(role => role == LabelRole.Validation),
        };
    }

    /// <summary>The labels of a split, those of the version before first; null where there are none.</summary>
    /// <exception cref="InvalidDataException">Some images of the test split would have a label and others not.</exception>
    private static (int[]? Labels, LabelRole[] Roles) Labels(DatasetSplit split, ImportedSplit content, EarlierVersion? before)
    {
        if (before is null)
            return (content.Labels?.ToArray(), [.. content.Roles]);
        var (old, oldRoles) = before.Labels(split);
        int[] labels = [.. old, .. content.Labels ?? Enumerable.Repeat(-1, content.Names.Count)];
        LabelRole[] roles = [.. oldRoles, .. content.Roles];
        if (Array.TrueForAll(labels, label => label < 0))
            return (null, roles);
        if (split == DatasetSplit.Test)
        {
            return Array.TrueForAll(labels, label => label >= 0)
                ? (labels, roles)
                : throw new InvalidDataException($"The test images of '{before.Name}' {(old.Any(label => label >= 0) ? "have labels and some that are added have none" : "have no labels and those that are added have")}. Label all of them or none, or leave the folder test out.");
        }
        // As in one import: labels are for sale where all of the pool has one, else those that are there are given.
        var isWhole = Enumerable.Range(0, labels.Length).All(i => labels[i] >= 0 || roles[i] == LabelRole.Validation);
        for (var i = 0; i < roles.Length; i++)
            roles[i] = roles[i] == LabelRole.Validation ? roles[i] : isWhole || labels[i] < 0 ? LabelRole.ForSale : LabelRole.Given;
        return (labels, roles);
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
