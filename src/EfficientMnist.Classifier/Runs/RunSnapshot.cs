using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using AccuracyEstimate = EfficientMnist.Learning.Estimation.AccuracyEstimate;

namespace EfficientMnist.Classifier.Runs;

/// <summary>A run as a watcher sees it at one moment.</summary>
internal sealed record RunSnapshot
{
    public required RunId Id { get; init; }

    public required string Name { get; init; }

    public required IReadOnlyDictionary<string, string> Options { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required int BudgetLimit { get; init; }

    public required RunState State { get; init; }

    public required RunProgress Progress { get; init; }

    public int BudgetSpent { get; init; }

    public int Round { get; init; }

    public string EncoderId { get; init; } = "";

    public required string StoppingRule { get; init; }

    /// <summary>What was told of each round's classifier, oldest first.</summary>
    public IReadOnlyList<RoundAssessed> Assessments { get; init; } = [];

    /// <summary>Of the final classifier where it is an ensemble and there are labels to validate with.</summary>
    public AccuracyEstimate? EnsembleEstimate { get; init; }

    public RunGrades? Result { get; init; }

    /// <summary>Why a completed run has no result; empty where it has one.</summary>
    public string NotGraded { get; init; } = "";

    public string Error { get; init; } = "";

    /// <summary>Working time, without the time it was stopped or waited for people.</summary>
    public double Seconds { get; init; }

    /// <summary>Time it waited for people's answers and for its turn after them.</summary>
    public double Waited { get; init; }

    public bool HasEnded => State is RunState.Completed or RunState.Failed or RunState.Stopped;
}
