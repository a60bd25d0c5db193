using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>Options of <see cref="MultilayerPerceptron"/>; the ranges stand where they are read.</summary>
public sealed record MultilayerPerceptronOptions
{
    /// <summary>Units of the hidden layer.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>The most passes over the labels.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Examples per step.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Of AdamW.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>Decoupled decay of the weights.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Share of the hidden units that are left out at random in training.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>Share of the labels held back to stop early by, of 20 labels or more; 0: all epochs on all labels.</summary>
    public double Validation { get; init; } = 0.1;

    /// <summary>Epochs without a smaller loss of the labels held back, before it stops.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>Of the first weights, the order, the labels held back and the units left out.</summary>
    public int Seed { get; init; } = 1;

    internal static MultilayerPerceptronOptions Read(OptionReader reader)
    {
        var standard = new MultilayerPerceptronOptions();
        return new MultilayerPerceptronOptions
        {
            Hidden = reader.Integer("hidden", standard.Hidden, 1, 8192),
            Epochs = reader.Integer("epochs", standard.Epochs, 1, 10_000),
            Batch = reader.Integer("batch", standard.Batch, 1, 8192),
            LearningRate = reader.Number("learning_rate", standard.LearningRate, 1e-6, 1),
            WeightDecay = reader.Number("weight_decay", standard.WeightDecay, 0, 1),
            Dropout = reader.Number("dropout", standard.Dropout, 0, 0.9),
            Validation = reader.Number("validation", standard.Validation, 0, 0.5),
            Patience = reader.Integer("patience", standard.Patience, 1, 10_000),
            Seed = reader.Integer("seed", standard.Seed, 0, int.MaxValue),
        };
    }
}
