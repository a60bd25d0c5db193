using System.Text.Json.Serialization;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using StepProgress = EfficientMnist.Learning.Training.TrainingProgress;

namespace EfficientMnist.EncoderTrainer.Records;

/// <summary>A training as it is remembered across restarts.</summary>
[Immutable]
internal sealed record TrainingRecord
{
    public required string Id { get; init; }

    public required string Dataset { get; init; }

    /// <summary>SHA-256 of the pixels it is trained on.</summary>
    public required string DatasetHash { get; init; }

    public required ImageShape Shape { get; init; }

    public required string Kind { get; init; }

    /// <summary>Every option with its value, defaults included.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    public required long Seed { get; init; }

    public required int Latent { get; init; }

    /// <summary>Of a student or a fine-tuned network: how many of the latents, the last ones, are log-probabilities of classes; 0 for other encoders.</summary>
    public int Classes { get; init; }

    /// <summary>Of a student or a fine-tuned network: SHA-256 of what it learns from; empty for other encoders.</summary>
    public string TeachingHash { get; init; } = "";

    /// <summary>Of a student or a fine-tuned network: the encoder whose weights it begins with, if any.</summary>
    public string InitialEncoderId { get; init; } = "";

    /// <summary>Images it is shown in all, each as often as it is shown; what tells short trainings from long ones.</summary>
    public long Work { get; init; }

    /// <summary>Who wants it, such as runs; an empty name wants it until it ends or is cancelled. Nobody's is over.</summary>
    public IReadOnlyList<string> Requesters { get; init; } = [];

    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>How often it was changed: of two records of one training the one with the greater number is the later.</summary>
    public long Changes { get; init; }

    /// <summary>The worker of a cluster that trains it, or has done so last; empty where there is no cluster.</summary>
    public string Worker { get; init; } = "";

    /// <summary>How often a worker of a cluster has begun with it.</summary>
    public int Attempt { get; init; }

    public TrainingState State { get; init; } = TrainingState.Queued;

    public string Error { get; init; } = "";

    /// <summary>Set when it first runs, and kept: a resumed training goes on as it began.</summary>
    public string Device { get; init; } = "";

    public string Precision { get; init; } = "";

    public string EncoderId { get; init; } = "";

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Time of training; the time it waited is not in it.</summary>
    public double Seconds { get; init; }

    public double FinalLoss { get; init; }

    public StepProgress? Progress { get; init; }

    /// <summary>Why its disk takes nothing; empty where it does. Of this process alone.</summary>
    [JsonIgnore]
    public string Disk { get; init; } = "";

    /// <summary>Nothing will change any more unless somebody starts it again.</summary>
    [JsonIgnore]
    public bool IsOver => State is TrainingState.Completed or TrainingState.Failed or TrainingState.Cancelled or TrainingState.Interrupted;
}
