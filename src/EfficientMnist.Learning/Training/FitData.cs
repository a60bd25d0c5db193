using EfficientMnist.Datasets;
using EfficientMnist.Learning.Randomness;

namespace EfficientMnist.Learning.Training;

/// <summary>The images of a training, and which of them make a step's batch.</summary>
internal sealed class FitData
{
    private readonly PoolPixels _pixels;
    private readonly long[] _trained;
    private readonly long[] _heldBack;
    private readonly long _seed;
    private readonly int _epochs;
    private readonly int _batches;
    private (int Epoch, long[] Indices) _order = (-1, []);

    public FitData(ImageSet images, TrainingPlan plan, FitOptions options)
    {
        (_seed, _epochs) = (options.Seed, plan.Epochs);
        (_trained, _heldBack) = Split(images.Count, plan.Validation, options.Seed);
        _pixels = new PoolPixels(images, options.Device);
        BatchSize = Math.Min(plan.BatchSize, _trained.Length);
        _batches = _trained.Length / BatchSize;
        StepsPerEpoch = plan.StepsPerEpoch > 0 ? plan.StepsPerEpoch : Math.Clamp(TrainingPlan.MostImagesOfAnEpoch / BatchSize, 1, _batches);
    }

    public int BatchSize { get; }

    public int StepsPerEpoch { get; }

    public bool HoldsBack => _heldBack.Length > 0;

    /// <summary>The batch of a step; asked for twice it is the same, with the same randomness.</summary>
    public TrainingBatch Batch(int step, Shards shards)
    {
        var (epoch, inEpoch) = Math.DivRem(step, StepsPerEpoch);
        if (_order.Epoch != epoch)
            _order = (epoch, Order(epoch));
        return new TrainingBatch(_pixels, _order.Indices.AsMemory(inEpoch % _batches * BatchSize, BatchSize), SeededRandom.Create(_seed, "step", step), shards)
        {
            Progress = (double)step / (_epochs * StepsPerEpoch),
        };
    }

    /// <summary>Whole batches of the images held back, the same in each epoch, so that their losses compare.</summary>
    public IEnumerable<TrainingBatch> Validation(Shards shards)
    {
        var size = Math.Min(BatchSize, _heldBack.Length);
        for (var i = 0; i < _heldBack.Length / size; i++)
            yield return new TrainingBatch(_pixels, _heldBack.AsMemory(i * size, size), SeededRandom.Create(_seed, "validation", i), shards);
    }

    private static (long[] Trained, long[] HeldBack) Split(int count, double share, long seed)
    {
        long[] all = [.. Enumerable.Range(0, count).Select(i => (long)i)];
        if (share == 0)
            return (all, []);
        var held = Math.Max(2, (int)Math.Round(share * count));
        if (count - held < 2)
            throw new ArgumentException($"{count} images are too few to hold back a share of {share}: at least 2 are needed to train on.");
        var mixed = all.ToArray();
        SeededRandom.Create(seed, "held back").Shuffle(mixed);
        return ([.. mixed[held..].Order()], [.. mixed[..held].Order()]);
    }

    private long[] Order(int epoch)
    {
        var order = _trained.ToArray();
        SeededRandom.Create(_seed, "order", epoch).Shuffle(order);
        return order;
    }
}
