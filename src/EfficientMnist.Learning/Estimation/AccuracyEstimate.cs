namespace EfficientMnist.Learning.Estimation;

/// <summary>What bought labels tell of a classifier's accuracy on images like those of the pool.</summary>
public sealed record AccuracyEstimate
{
    /// <summary>How the labels were drawn: <c>uniform</c> or <c>lure</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Estimated share of images predicted right, 0 … 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Lower bound of the two-sided interval.</summary>
    public required double Low { get; init; }

    /// <summary>Upper bound of the two-sided interval.</summary>
    public required double High { get; init; }

    /// <summary>Labels it rests on.</summary>
    public required int Labels { get; init; }

    /// <summary>How often such an interval holds the true accuracy, 0 … 1, were it computed once.</summary>
    public required double Confidence { get; init; }
}
