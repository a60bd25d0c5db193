using EfficientMnist.Datasets;
using EfficientMnist.Learning.Augmentation;
using EfficientMnist.Learning.Training;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.FineTuning;

/// <summary>Draws the labelled images of each step, and how they are looked at.</summary>
internal sealed class FineTuneBatches(LabelledPool labels, FineTuneOptions options, ImageShape shape)
{
    private const double WeakShift = 2.0 / 28;
    private const double CutChance = 0.5;

    private readonly ViewAugmentation _strong = new(new ViewAugmentationOptions { Flip = options.Flip });
    private readonly WeakAugmentation _weak = new(options.Flip, WeakShift, shape, options.Augmentation == FineTuneOptions.Cut ? CutChance : 0);

    /// <param name="Images">[b, C, H, W] in 0 … 1.</param>
    /// <param name="Views">Parameters of their views, [b, 12].</param>
    /// <param name="Labels">A class for each.</param>
    public sealed record Drawn(Tensor Images, Tensor Views, int[] Labels);

    public Drawn Draw(TrainingBatch batch)
    {
        var rows = Rows(batch.Random);
        var views = new float[rows.Length * ViewAugmentation.Columns];
        for (var i = 0; i < rows.Length; i++)
        {
            var view = views.AsSpan(i * ViewAugmentation.Columns, ViewAugmentation.Columns);
            if (options.Augmentation is FineTuneOptions.Weak or FineTuneOptions.Cut)
                _weak.Draw(batch.Random, view);
            else
                _strong.Draw(batch.Random, view);
        }
        var images = batch.Select([.. rows.Select(row => labels.Ids[row])]);
        return new Drawn(images, tensor(views).view(rows.Length, -1).to(images.device), [.. rows.Select(row => labels.Labels[row])]);
    }

    // Without repetition, as long as there are enough.
    private int[] Rows(Random random)
    {
        if (options.Training.Batch >= labels.Count)
        {
            int[] all = [.. Enumerable.Range(0, options.Training.Batch).Select(i => i % labels.Count)];
            random.Shuffle(all);
            return all;
        }
        var rows = new HashSet<int>(options.Training.Batch);
        while (rows.Count < options.Training.Batch)
            rows.Add(random.Next(labels.Count));
        return [.. rows];
    }
}
