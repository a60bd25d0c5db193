namespace EfficientMnist.LabelOracle.Runs;

/// <summary>A run as the oracle knows it.</summary>
internal sealed record Run
{
    public required RunId Id { get; init; }

    public required string Dataset { get; init; }

    public required RunBudget Budget { get; init; }

    /// <summary>Time of the first grading, which ended buying; null while the run may buy.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }
}
