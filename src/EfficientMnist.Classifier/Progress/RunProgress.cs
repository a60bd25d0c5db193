using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Classifier.Progress;

/// <summary>How far the phase at hand is.</summary>
internal sealed record RunProgress
{
    public required RunPhase Phase { get; init; }

    public double Done { get; init; }

    public double Total { get; init; }

    /// <summary>What done and total count: step, image, label.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Units per second.</summary>
    public double Rate { get; init; }

    public TimeSpan Eta { get; init; }

    public double Loss { get; init; }

    /// <summary>Labels charged while people answer, before the journal has them; null where the journal knows.</summary>
    public int? Spent { get; init; }

    /// <summary>What has been paid meanwhile; null where the journal knows, or labels have no prices.</summary>
    public long? Paid { get; init; }

    /// <summary>What the run waits for; null while it works.</summary>
    public RunWaiting? Waiting { get; init; }
}

/// <summary>What a run waits for.</summary>
/// <param name="Reason">Of which kind it is; unspecified where the run only ends the step at hand.</param>
/// <param name="Text">In words.</param>
/// <param name="Eta">About how long; zero where nobody can tell.</param>
internal sealed record RunWaiting(WaitReason Reason, string Text, TimeSpan Eta = default);
