using EfficientMnist.Core.Options;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>Options of <see cref="MultilayerPerceptron"/>.</summary>
public sealed record MultilayerPerceptronOptions
{
    public int Hidden { get; init; } = 256;

    public int Epochs { get; init; } = 100;

    public int Batch { get; init; } = 128;

    public double LearningRate { get; init; } = 0.001;

    public double WeightDecay { get; init; } = 0.01;

    public double Dropout { get; init; } = 0.2;

    public double Validation { get; init; } = 0.1;

    public int Patience { get; init; } = 10;

    public int Seed { get; init; } = 1;

    public static OptionTable<MultilayerPerceptronOptions> Table { get; } = new OptionTable<MultilayerPerceptronOptions>($"classifier {MultilayerPerceptron.Name}", new())
        .Whole("hidden", o => o.Hidden, 1, 8192, "Units of the hidden layer.")
        .Whole("epochs", o => o.Epochs, 1, 10_000, "The most passes over the labels.")
        .Whole("batch", o => o.Batch, 1, 8192, "Labelled images per step.")
        .Number("learning_rate", o => o.LearningRate, 1e-6, 1, "Learning rate of AdamW.")
        .Number("weight_decay", o => o.WeightDecay, 0, 1, "Decoupled decay of the weights.")
        .Number("dropout", o => o.Dropout, 0, 0.9, "Share of the hidden units that are left out at random in training.")
        .Number("validation", o => o.Validation, 0, 0.5, "Share of the labels held back to stop early by, of 20 labels or more; 0 trains all epochs on all labels.")
        .Whole("patience", o => o.Patience, 1, 10_000, "Epochs without a smaller loss of the labels held back, before it stops.")
        .Whole("seed", o => o.Seed, 0, int.MaxValue, "Seed of the first weights, the order, the labels held back and the units left out.");
}
