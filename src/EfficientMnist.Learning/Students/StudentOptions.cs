using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Students;

/// <summary>Options of the encoder kind <c>student</c>; the ranges stand where they are read.</summary>
public sealed record StudentOptions
{
    /// <summary>Number of classes; a lesson must have as many.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>Passes over the pool. Students get steadily better with more of them, well past their teacher; so do those that go on from another student.</summary>
    public int Epochs { get; init; } = 6;

    /// <summary>Images of the pool per step, each with the teacher's opinion.</summary>
    public int Batch { get; init; } = 192;

    /// <summary>Bought images per step besides, drawn from all bought.</summary>
    public int LabelledBatch { get; init; } = 32;

    /// <summary>Weight of one of these.</summary>
    public double LabelledWeight { get; init; } = 1;

    /// <summary>Weight of an image of the pool. With 0 nothing is learned from the teacher: a network supervised by the bought labels alone, to compare with.</summary>
    public double PoolWeight { get; init; } = 1;

    /// <summary><c>adamw</c>, <c>adam</c>, <c>sgd</c> or <c>sam</c>.</summary>
    public string Optimizer { get; init; } = "adamw";

    public double LearningRate { get; init; } = 0.002;

    public double Momentum { get; init; } = 0.9;

    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Decay of the moving average of the weights, which is what is kept; 0 keeps the last step's.</summary>
    public double Ema { get; init; } = 0.995;

    /// <summary>Channels after the stem; the features are four times as many, times the cells of the grid.</summary>
    public int Width { get; init; } = 32;

    /// <summary>The last feature map is averaged over grid × grid cells.</summary>
    public int Grid { get; init; } = 1;

    /// <summary>Share of the features that are left out at random in training.</summary>
    public double Dropout { get; init; }

    /// <summary>α of mixup (arXiv 1710.09412): images and targets are mixed in pairs by a share drawn from Beta(α, α); 0 mixes none.</summary>
    public double Mixup { get; init; }

    /// <summary>A pseudo-label weighs as much as its largest probability to this power; 0 gives all the same weight.</summary>
    public double Confidence { get; init; }

    /// <summary>Share of the pool's views that are strongly augmented; the others are flipped and shifted only.</summary>
    public double Strong { get; init; } = 0.5;

    /// <summary>The same share for bought images.</summary>
    public double LabelledStrong { get; init; }

    /// <summary>Multiplies the strength of strong augmentation.</summary>
    public double Augmentation { get; init; } = 1;

    /// <summary>Chance that a view is mirrored; 0 for images whose mirror image means something else, such as digits.</summary>
    public double Flip { get; init; } = 0.5;

    /// <summary>Largest shift of a weak view either way, as a share of the side; whole pixels.</summary>
    public double WeakShift { get; init; } = 2.0 / 28;

    /// <summary>Latents are averaged over an image and its mirror image.</summary>
    public bool FlipAverage { get; init; } = true;

    internal static StudentOptions Read(OptionReader reader)
    {
        var standard = new StudentOptions();
        return new StudentOptions
        {
            Classes = reader.Integer("classes", standard.Classes, 2, 1000),
            Epochs = reader.Integer("epochs", standard.Epochs, 1, 10_000),
            Batch = reader.Integer("batch", standard.Batch, 8, 8192),
            LabelledBatch = reader.Integer("labelled_batch", standard.LabelledBatch, 0, 8192),
            LabelledWeight = reader.Number("labelled_weight", standard.LabelledWeight, 0, 100),
            PoolWeight = reader.Number("pool_weight", standard.PoolWeight, 0, 100),
            Optimizer = reader.Choice("optimizer", standard.Optimizer, "adamw", "adam", "sgd", "sam"),
            LearningRate = reader.Number("learning_rate", standard.LearningRate, 1e-6, 1),
            Momentum = reader.Number("momentum", standard.Momentum, 0, 0.999),
            WeightDecay = reader.Number("weight_decay", standard.WeightDecay, 0, 1),
            Ema = reader.Number("ema", standard.Ema, 0, 0.99999),
            Width = reader.Integer("width", standard.Width, 4, 256),
            Grid = reader.Integer("grid", standard.Grid, 1, 4),
            Dropout = reader.Number("dropout", standard.Dropout, 0, 0.9),
            Mixup = reader.Number("mixup", standard.Mixup, 0, 1),
            Confidence = reader.Number("confidence", standard.Confidence, 0, 10),
            Strong = reader.Number("strong", standard.Strong, 0, 1),
            LabelledStrong = reader.Number("labelled_strong", standard.LabelledStrong, 0, 1),
            Augmentation = reader.Number("augmentation", standard.Augmentation, 0, 2),
            Flip = reader.Number("flip", standard.Flip, 0, 1),
            WeakShift = reader.Number("weak_shift", standard.WeakShift, 0, 0.5),
            FlipAverage = reader.Choice("flip_average", "on", "on", "off") == "on",
        };
    }
}
