using System.Collections.ObjectModel;

namespace EfficientMnist.Learning.Training;

/// <summary>One pass over the images.</summary>
public sealed record EpochRecord
{
    /// <summary>From 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Optimizer steps done by its end.</summary>
    public required int Step { get; init; }

    /// <summary>Mean of the loss over its steps.</summary>
    public required double Loss { get; init; }

    /// <summary>Mean loss of the images held back, at its end, by the weights that would be kept; NaN where none are held back.</summary>
    public double ValidationLoss { get; init; } = double.NaN;

    /// <summary>Means over its steps of what the model measures beside its loss (see <see cref="StepMetrics"/>).</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>The same of the images held back.</summary>
    public IReadOnlyDictionary<string, double> ValidationMetrics { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>Of its last step.</summary>
    public double LearningRate { get; init; }

    /// <summary>Time spent training by its end, in seconds, that before a resume included.</summary>
    public double Seconds { get; init; }

    /// <summary>Its weights were the best so far, or are kept because they are the last.</summary>
    public bool Kept { get; init; }
}
