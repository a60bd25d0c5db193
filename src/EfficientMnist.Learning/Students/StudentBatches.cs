using EfficientMnist.Datasets;
using EfficientMnist.Learning.Augmentation;
using EfficientMnist.Learning.Training;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Students;

/// <summary>
/// Composes the batches of a student: images of the pool with their soft targets and bought images with their labels,
/// evenly mixed, so that every part of a batch has its share of both, and of strong and weak views.
/// </summary>
internal sealed class StudentBatches(TeachingSet teaching, StudentOptions options, ImageShape shape)
{
    private readonly ViewAugmentation _strong = new(new ViewAugmentationOptions { Strength = options.Augmentation, Flip = options.Flip });

    private readonly WeakAugmentation _weak = new(options.Flip, options.WeakShift, shape);

    private readonly int _labelled = teaching.Bought.Count == 0 ? 0 : options.LabelledBatch;

    /// <param name="Inputs">Images [B, C, H, W], parameters of their views [B, 12], weighted targets [B, classes], and with dropout a mask [B, features].</param>
    /// <param name="Mixed">Share of an image in what mixup makes of it; 1 leaves it as it is.</param>
    public sealed record Drawn(Tensor[] Inputs, double Mixed);

    public Drawn Draw(TrainingBatch batch)
    {
        var random = batch.Random;
        var bought = Bought(random);
        var (pool, rows) = (batch.Indices.ToArray(), batch.Indices.Length + _labelled);
        var images = new long[rows];
        var views = new float[rows * ViewAugmentation.Columns];
        var targets = new float[rows * teaching.Classes];
        var confidence = pool.Average(Confidence);

        var counts = (Pool: 0, Labelled: 0);
        for (var row = 0; row < rows; row++)
        {
            var labelled = Falls(row, _labelled / (double)rows);
            var number = labelled ? counts.Labelled++ : counts.Pool++;
            var image = images[row] = labelled ? bought[number] : pool[number];
            View(random, Falls(number, labelled ? options.LabelledStrong : options.Strong), views.AsSpan(row * ViewAugmentation.Columns, ViewAugmentation.Columns));
            var weight = (labelled ? options.LabelledWeight : options.PoolWeight * Confidence(image) / confidence) / rows;
            var target = teaching.Targets.Row((int)image);
            for (var c = 0; c < target.Length; c++)
                targets[row * target.Length + c] = (float)(weight * target[c]);
        }
        var pixels = batch.Select(images);
        Tensor[] inputs = [pixels, tensor(views).view(rows, -1).to(pixels.device), tensor(targets).view(rows, -1).to(pixels.device)];
        return new Drawn(options.Dropout == 0 ? inputs : [.. inputs, Mask(random, rows).to(pixels.device)], options.Mixup == 0 ? 1 : Beta(random, options.Mixup));
    }

    // Of the numbers 0, 1, 2 … the given share, evenly spread.
    private static bool Falls(int number, double share) => Math.Floor((number + 1) * share + 1e-9) > Math.Floor(number * share + 1e-9);

    // Without repetition, as long as there are enough.
    private long[] Bought(Random random)
    {
        long[] all = [.. teaching.Bought];
        var chosen = new long[_labelled];
        for (var i = 0; i < chosen.Length; i++)
        {
            var at = i % all.Length;
            var other = random.Next(at, all.Length);
            (all[at], all[other]) = (all[other], all[at]);
            chosen[i] = all[at];
        }
        return chosen;
    }

    private void View(Random random, bool strong, Span<float> view)
    {
        if (strong)
            _strong.Draw(random, view);
        else
            _weak.Draw(random, view);
    }

    private double Confidence(long image)
    {
        if (options.Confidence == 0)
            return 1;
        var largest = 0f;
        foreach (var probability in teaching.Targets.Row((int)image))
            largest = Math.Max(largest, probability);
        return Math.Pow(largest, options.Confidence);
    }

    private Tensor Mask(Random random, int rows)
    {
        var kept = 1 / (1 - options.Dropout);
        var mask = new float[rows * 4 * options.Width * options.Grid * options.Grid];
        for (var i = 0; i < mask.Length; i++)
            mask[i] = random.NextDouble() < options.Dropout ? 0 : (float)kept;
        return tensor(mask).view(rows, -1);
    }

    // Jöhnk's method, for parameters up to 1.
    private static double Beta(Random random, double alpha)
    {
        while (true)
        {
            var (x, y) = (Math.Pow(random.NextDouble(), 1 / alpha), Math.Pow(random.NextDouble(), 1 / alpha));
            if (x + y is > 0 and <= 1)
                return x / (x + y);
        }
    }
}
