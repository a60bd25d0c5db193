using System.Collections.ObjectModel;
using System.Text.Json.Serialization;

namespace EfficientMnist.Learning.Training;

/// <summary>How far a training is.</summary>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="TotalSteps">Optimizer steps to do.</param>
/// <param name="Epoch">Epoch in progress, from 1.</param>
/// <param name="TotalEpochs">Passes over the images to do.</param>
/// <param name="Loss">Mean loss since the last report.</param>
/// <param name="ImagesPerSecond">Images of the data set trained on per second since the last report; a contrastive step sees each twice.</param>
/// <param name="Eta">Time left at the pace since the last report, waits for turns included.</param>
public sealed record TrainingProgress(int Step, int TotalSteps, int Epoch, int TotalEpochs, double Loss, double ImagesPerSecond, TimeSpan Eta)
{
    /// <summary>Means since the last report of what the model measures beside its loss.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    /// <summary>Time of training so far in seconds, that before a resume included and waits for turns not.</summary>
    public double Seconds { get; init; }

    /// <summary>The loss from the first step on. It is kept with the checkpoint, <see cref="TrainingHistory"/>, not with the progress.</summary>
    [JsonIgnore]
    public LossCurve Curve { get; init; } = LossCurve.Empty;

    /// <summary>The epoch that has just ended; null within one.</summary>
    public EpochRecord? Ended { get; init; }
}
