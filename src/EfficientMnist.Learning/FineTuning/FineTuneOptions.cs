using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.Learning.FineTuning;

/// <summary>Options of <see cref="FineTuneRecipe"/>.</summary>
public sealed record FineTuneOptions
{
    internal const string None = "none";
    internal const string Weak = "weak";
    internal const string Cut = "cut";

    /// <summary>The option that the labels decide.</summary>
    internal const string ClassesName = "classes";

    private const string FromEncoder = "encoder";
    private const string Random = "random";

    public int Classes { get; init; } = 10;

    public string Start { get; init; } = FromEncoder;

    public bool Freeze { get; init; }

    /// <summary>How it is trained. A smaller loss of the labels learned says nothing of other images, so the last epoch is kept.</summary>
    public TrainingPlanOptions Training { get; init; } = new()
    {
        Epochs = 30,
        Batch = 64,
        LearningRate = 0.001,
        WeightDecay = 0.01,
        Ema = 0.99,
        Keep = TrainingPlanOptions.Last,
    };

    public int Steps { get; init; } = 600;

    public double HeadRate { get; init; } = 3;

    public string Augmentation { get; init; } = Weak;

    public double Flip { get; init; } = 0.5;

    public bool FlipAverage { get; init; } = true;

    public double EncoderWeight { get; init; }

    public int EncoderBatch { get; init; } = 256;

    /// <summary>Weight of <see cref="AntiCorrelationLoss"/> on the latents of the labelled images.</summary>
    public double AntiCorrelation { get; init; }

    /// <summary>Whether the network begins with the weights of the encoder.</summary>
    public bool StartsWithEncoder => Start == FromEncoder;

    /// <summary>One layer alone has far to go and nothing to spoil: 600 labels of MNIST on frozen latents of 10 have 76 % at three times the learning rate, 88 % at thirty times.</summary>
    internal double FrozenSpeed => Freeze ? 30 : 1;

    public static OptionTable<FineTuneOptions> Table { get; } = new OptionTable<FineTuneOptions>($"classifier {FineTuneRecipe.Name}", new())
        .Whole(ClassesName, o => o.Classes, 2, 1000, "Number of classes, which the labels have.")
        .Choice("start", o => o.Start, [FromEncoder, Random], "The network begins with the encoder's weights, or with random ones: a pure classifier of the encoder's architecture.")
        .Switch("freeze", o => o.Freeze, "Whether the encoder stays as it is, its statistics included, and one new layer learns, at thirty times the learning rate.")
        // Said before the common rule, whose remedy, to hold images back, is none here.
        .Rule((o, prefix) => o.Training.EarlyStopping == 0
            ? null
            : $"{prefix}early_stopping={o.Training.EarlyStopping} must be 0: no images are held back to stop by, since those would not be the labelled ones. Set {prefix}epochs or {prefix}steps instead.")
        .Rule((o, prefix) => o.Training.Validation == 0 ? null : $"{prefix}validation must be 0: the images it would hold back are not the labelled ones.")
        .Part("", o => o.Training, TrainingPlanOptions.Table(leastBatch: 16))
        .Whole("steps", o => o.Steps, 1, 1_000_000, "Optimizer steps at least: the passes over few labels become longer until there are so many.")
        .Number("head_rate", o => o.HeadRate, 0.01, 1_000, "The new layer learns so many times as fast.")
        .Choice("augmentation", o => o.Augmentation, [None, Weak, Cut, "strong"], "Views of the labelled images: none; weak, flipped and shifted; cut, so, and half of them with a square cut out; or strong, as contrastive encoders have them.")
        .Number("flip", o => o.Flip, 0, 1, "Chance that a view is mirrored; 0 for images whose mirror image means something else, such as digits.")
        .Switch("flip_average", o => o.FlipAverage, "Whether predictions are averaged over an image and its mirror image.")
        .Number("encoder_weight", o => o.EncoderWeight, 0, 1_000, "Weight of the encoder's own loss on images of the pool beside the cross-entropy of the labels.")
        .Whole("encoder_batch", o => o.EncoderBatch, 16, 8192, "Images of the pool per step for the encoder's own loss.")
        .Number("anti_correlation", o => o.AntiCorrelation, 0, 1_000, "Weight of a loss that makes the latents of different classes less alike.")
        .Rule((o, prefix) => o.Freeze && (o.EncoderWeight > 0 || o.AntiCorrelation > 0)
            ? $"{prefix}freeze=on leaves the encoder as it is, so that {prefix}encoder_weight and {prefix}anti_correlation have nothing to change. Choose one or the other."
            : null);
}
