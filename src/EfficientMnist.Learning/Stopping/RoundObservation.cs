using EfficientMnist.Learning.Estimation;

namespace EfficientMnist.Learning.Stopping;

/// <summary>What is known of the classifier after a round. Nothing in it comes from a test label.</summary>
public sealed record RoundObservation
{
    /// <summary>Labels bought in all.</summary>
    public required int Labels { get; init; }

    /// <summary>Labels of the next batch; 0 once the budget is spent.</summary>
    public required int NextBatch { get; init; }

    /// <summary>Mean of the largest class probability over the stop set, 0 … 1: what the classifier believes of itself.</summary>
    public required double ExpectedAccuracy { get; init; }

    /// <summary>Cohen's kappa between this classifier's predictions of the stop set and those of the one before; null after the first round.</summary>
    public double? Agreement { get; init; }

    /// <summary>Null without validation labels.</summary>
    public AccuracyEstimate? Estimate { get; init; }
}
