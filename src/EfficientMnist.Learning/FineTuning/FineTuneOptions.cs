using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.FineTuning;

/// <summary>Options of <see cref="FineTuneRecipe"/>; the ranges stand where they are read.</summary>
public sealed record FineTuneOptions
{
    internal const string FromEncoder = "encoder";
    internal const string None = "none";
    internal const string Weak = "weak";
    internal const string Cut = "cut";

    /// <summary>Number of classes; the labels' own.</summary>
    public int Classes { get; init; } = 10;

    /// <summary><c>encoder</c>: the network begins with the trained weights; <c>random</c>: with none, a pure classifier of the encoder's architecture.</summary>
    public string Start { get; init; } = FromEncoder;

    /// <summary>The encoder stays as it is, its statistics included, and one new layer learns.</summary>
    public bool Freeze { get; init; }

    /// <summary>Passes over the labels.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Optimizer steps at least: the passes over few labels become longer until there are so many.</summary>
    public int Steps { get; init; } = 600;

    /// <summary>Labelled images per step, drawn from all of them.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Of the network, under AdamW along half a cosine; <see cref="FrozenSpeed"/> times as much for one layer on a frozen encoder.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>The new layer learns so many times as fast.</summary>
    public double HeadRate { get; init; } = 3;

    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Decay of the moving average of the weights, which is what is kept; 0 keeps the last step's.</summary>
    public double Ema { get; init; } = 0.99;

    /// <summary>Views of the labelled images: <c>none</c>; <c>weak</c> (flipped, shifted); <c>cut</c> (so, and half of them with a square cut out); or <c>strong</c>, as contrastive encoders have them.</summary>
    public string Augmentation { get; init; } = Weak;

    /// <summary>Chance that a view is mirrored; 0 for images whose mirror image means something else, such as digits.</summary>
    public double Flip { get; init; } = 0.5;

    /// <summary>Predictions are averaged over an image and its mirror image.</summary>
    public bool FlipAverage { get; init; } = true;

    /// <summary>Weight of the encoder's own loss on images of the pool beside the cross-entropy of the labels.</summary>
    public double EncoderWeight { get; init; }

    /// <summary>Images of the pool per step for the encoder's own loss.</summary>
    public int EncoderBatch { get; init; } = 256;

    /// <summary>Weight of <see cref="AntiCorrelationLoss"/> on the latents of the labelled images.</summary>
    public double AntiCorrelation { get; init; }

    /// <summary>One layer alone has far to go and nothing to spoil: 600 labels of MNIST on frozen latents of 10 have 76 % at three times the learning rate, 88 % at thirty times.</summary>
    internal double FrozenSpeed => Freeze ? 30 : 1;

    internal static FineTuneOptions Read(OptionReader reader)
    {
        var standard = new FineTuneOptions();
        return new FineTuneOptions
        {
            Classes = reader.Integer("classes", standard.Classes, 2, 1000),
            Start = reader.Choice("start", standard.Start, FromEncoder, "random"),
            Freeze = reader.Choice("freeze", "off", "on", "off") == "on",
            Epochs = reader.Integer("epochs", standard.Epochs, 1, 10_000),
            Steps = reader.Integer("steps", standard.Steps, 1, 1_000_000),
            Batch = reader.Integer("batch", standard.Batch, 16, 8192),
            LearningRate = reader.Number("learning_rate", standard.LearningRate, 1e-6, 1),
            HeadRate = reader.Number("head_rate", standard.HeadRate, 0.01, 1_000),
            WeightDecay = reader.Number("weight_decay", standard.WeightDecay, 0, 1),
            Ema = reader.Number("ema", standard.Ema, 0, 0.99999),
            Augmentation = reader.Choice("augmentation", standard.Augmentation, None, Weak, Cut, "strong"),
            Flip = reader.Number("flip", standard.Flip, 0, 1),
            FlipAverage = reader.Choice("flip_average", "on", "on", "off") == "on",
            EncoderWeight = reader.Number("encoder_weight", standard.EncoderWeight, 0, 1_000),
            EncoderBatch = reader.Integer("encoder_batch", standard.EncoderBatch, 16, 8192),
            AntiCorrelation = reader.Number("anti_correlation", standard.AntiCorrelation, 0, 1_000),
        };
    }

    /// <exception cref="ArgumentException">Two options that contradict one another.</exception>
    internal FineTuneOptions Validated(string subject)
    {
        if (Freeze && (EncoderWeight > 0 || AntiCorrelation > 0))
            throw new ArgumentException($"{subject}: freeze=on leaves the encoder as it is, so that encoder_weight and anti_correlation have nothing to change. Choose one or the other.");
        return this;
    }
}
