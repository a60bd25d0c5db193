using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.EncoderTrainer.Images;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.Learning.Randomness;

namespace EfficientMnist.EncoderTrainer.Pictures;

/// <summary>The images a picture begins with.</summary>
internal sealed record ChosenImages(ImageSet Images, IReadOnlyList<int> Ids, Split Split)
{
    /// <param name="source">Where images come from.</param>
    /// <param name="encoder">That is to see them.</param>
    /// <param name="dataset">Empty: the encoder's own.</param>
    /// <param name="split">Unspecified: the test split where there is one.</param>
    /// <param name="ids">Null: drawn by the seed, without repetition.</param>
    /// <param name="count">How many to draw.</param>
    /// <param name="seed">Of the draw.</param>
    /// <param name="most">The most images.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RefusalException">The images have another shape, an id is out of range, or there are too many or none.</exception>
    public static async Task<ChosenImages> ReadAsync(
        ImageSource source, TrainingRecord encoder, string dataset, Split split, IReadOnlyList<int>? ids, int count, int seed, int most, CancellationToken cancellationToken)
    {
        var description = await source.DescribeAsync(dataset.Length > 0 ? dataset : encoder.Dataset, cancellationToken);
        var shape = ImageSource.ShapeOf(description);
        if (shape != encoder.Shape)
            throw Refusal.Invalid($"The encoder is for images of {encoder.Shape}, those of {description.Name} are {shape}.");
        if (split == Split.Unspecified)
            split = description.Splits.Any(each => each is { Split: Split.Test, Count: > 0 }) ? Split.Test : Split.Train;
        var all = ImageSource.SplitOf(description, split).Count;
        var chosen = ids is null ? Draw(all, count, seed) : [.. ids];
        if (chosen.Length == 0 || chosen.Length > most)
            throw Refusal.Invalid($"There are {chosen.Length} images to draw; 1 to {most} are allowed.");
        foreach (var id in chosen.Where(id => id < 0 || id >= all))
            throw Refusal.Invalid($"Image {id} is outside 0 … {all - 1}.");
        return new ChosenImages(await source.ReadAsync(description.Name, split, chosen, shape, cancellationToken), chosen, split);
    }

    private static int[] Draw(int all, int count, int seed)
    {
        int[] ids = [.. Enumerable.Range(0, all)];
        SeededRandom.Create(seed, "pictures").Shuffle(ids);
        return ids[..Math.Min(count, all)];
    }
}
