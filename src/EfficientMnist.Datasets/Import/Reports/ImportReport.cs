using System.Globalization;
using EfficientMnist.Datasets.Import.Sources;

namespace EfficientMnist.Datasets.Import.Reports;

/// <summary>Puts into sentences what an import found.</summary>
internal static class ImportReport
{
    public static ImportSummary Of(ImportSource source, IReadOnlyList<(DatasetSplit Split, ImportedSplit Images)> splits, IReadOnlyList<string> classes, IReadOnlyList<string> skipped, StoredDataset stored)
    {
        var pool = splits.First(split => split.Split == DatasetSplit.Train).Images;
        var test = splits.FirstOrDefault(split => split.Split == DatasetSplit.Test).Images;
        var all = splits.SelectMany(split => split.Images.Images).ToList();
        List<string> notes = [.. source.Notes];
        if (skipped.Count > 0) notes.Add($"{Count.Of(skipped.Count, "file")} could not be read and {(skipped.Count == 1 ? "was" : "were")} left out: {string.Join("; ", skipped.Take(5))}{(skipped.Count > 5 ? "; …" : "")}.");
        Sizes(all, notes);
        var colours = all.Count(image => !image.IsGrey);
        if (colours > 0 && colours < all.Count) notes.Add(string.Create(CultureInfo.InvariantCulture, $"{colours:N0} of {Count.Of(all.Count, "image")} are in colour, the others grey; the data set is {(stored.Channels == 3 ? "in colour" : "grey")} (channels=1 or 3 chooses)."));
        Grounds(all, stored, notes);
        var deep = all.Count(image => image.Peak > 0);
        if (deep > 0) notes.Add($"{Count.Of(deep, "image")} {(deep == 1 ? "has" : "have")} 16 bits a pixel, of which {stored.Bits} are in use; these are spread over 256 levels.");
        var (duplicates, near) = splits.Aggregate((Equal: 0, Near: 0), (sum, split) => Twins(split.Split, split.Images, notes) is var (equal, alike) ? (sum.Equal + equal, sum.Near + alike) : sum);
        var leaked = test is null ? [] : TwinFinder.Shared(test.Prints, pool.Prints);
        if (leaked.Count > 0)
            notes.Add($"{Count.Of(leaked.Count, "image")} of the test split {(leaked.Count == 1 ? "is" : "are")} in the pool, too, so an accuracy measured there flatters: {Count.Some([.. leaked.Select(pair => $"{test!.Names[pair.Image]} = {pool.Names[pair.Twin]}")], 3)}.");
        var unlabelled = pool.Labels is null ? pool.Names.Count : pool.Labels.Count(label => label < 0);
        var counts = classes.Select((name, label) => new ClassCount(name, pool.Labels?.Count(l => l == label) ?? 0, test?.Labels?.Count(l => l == label) ?? 0)).ToList();
        if (counts.Where(count => count.Pool == 0).Select(count => count.Name).ToList() is { Count: > 0 } absent && pool.Labels is not null)
            notes.Add($"The {(absent.Count == 1 ? "class" : "classes")} {Count.Some(absent)} {(absent.Count == 1 ? "has" : "have")} no image in the pool and cannot be learned.");
        return new ImportSummary
        {
            Ignored = source.Ignored.Count,
            Example = source.Ignored.Count > 0 ? source.Ignored[0] : "",
            Skipped = skipped.Count,
            Classes = counts,
            Unlabelled = unlabelled,
            Duplicates = duplicates,
            NearDuplicates = near,
            Leaked = leaked.Count,
            Notes = notes,
        };
    }

    private static void Sizes(List<ScaledImage> images, List<string> notes)
    {
        var bySize = images.ConvertAll(image => image.Original).OrderBy(shape => (long)shape.Height * shape.Width).ToList();
        var (least, middle, most) = (bySize[0], bySize[bySize.Count / 2], bySize[^1]);
        if (least.Height == most.Height && least.Width == most.Width) return;
        notes.Add($"The images have {least.Width}×{least.Height} to {most.Width}×{most.Height} pixels, {middle.Width}×{middle.Height} in the middle.");
    }

    private static void Grounds(List<ScaledImage> images, StoredDataset stored, List<string> notes)
    {
        var transparent = images.Count(image => image.Drawn.Weight > 0);
        if (transparent == 0) return;
        var ground = stored.Background switch { ImportOptions.White => "white", ImportOptions.Black => "black", var level => $"grey {level}" };
        notes.Add($"{Count.Of(transparent, "image")} {(transparent == 1 ? "has" : "have")} transparent pixels; they were put in front of {ground} (background=white, black or 0 to 255 chooses).");
    }

    private static (int Equal, int Near) Twins(DatasetSplit split, ImportedSplit images, List<string> notes)
    {
        var equal = TwinFinder.Equal(images.Prints);
        var near = TwinFinder.Near(images.Prints, images.Final);
        var where = split == DatasetSplit.Train ? "pool" : "test split";
        if (equal.Count > 0)
        {
            var contradicting = images.Labels is { } labels ? equal.Where(pair => labels[pair.Image] >= 0 && labels[pair.Twin] >= 0 && labels[pair.Image] != labels[pair.Twin]).ToList() : [];
            notes.Add($"{Count.Of(equal.Count, "image")} of the {where} {(equal.Count == 1 ? "is" : "are")} there twice: {Pairs(images, equal)}.");
            if (contradicting.Count > 0) notes.Add($"{Count.Of(contradicting.Count, "pair")} of them {(contradicting.Count == 1 ? "has" : "have")} two labels: {Pairs(images, contradicting)}.");
        }
        if (near.Count > 0) notes.Add($"{Count.Of(near.Count, "image")} of the {where} hardly {(near.Count == 1 ? "differs" : "differ")} from another: {Pairs(images, near)}.");
        return (equal.Count, near.Count);
    }

    private static string Pairs(ImportedSplit images, List<(int Image, int Twin)> pairs) => Count.Some([.. pairs.Select(pair => $"{images.Names[pair.Image]} = {images.Names[pair.Twin]}")], 3);
}
