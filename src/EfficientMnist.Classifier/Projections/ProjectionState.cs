namespace EfficientMnist.Classifier.Projections;

/// <summary>How far a picture is.</summary>
internal sealed record ProjectionState
{
    public string Step { get; init; } = "";

    /// <summary>Of the whole, 0 … 1.</summary>
    public double Done { get; init; }

    /// <summary>Set once it is drawn.</summary>
    public Picture? Picture { get; init; }

    /// <summary>Set where it could not be drawn.</summary>
    public Exception? Error { get; init; }
}
