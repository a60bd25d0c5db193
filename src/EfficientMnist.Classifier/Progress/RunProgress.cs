using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Classifier.Progress;

/// <summary>How far the phase at hand is.</summary>
internal sealed record RunProgress
{
    public required RunPhase Phase { get; init; }

    public double Done { get; init; }

    public double Total { get; init; }

    /// <summary>Of done and total: step, image, label.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Units per second.</summary>
    public double Rate { get; init; }

    public TimeSpan Eta { get; init; }

    public double Loss { get; init; }

    /// <summary>What the run waits for; empty while it works.</summary>
    public string Note { get; init; } = "";
}
