using System.ComponentModel.DataAnnotations;

namespace EfficientMnist.Classifier.Patience;

/// <summary>How long a run waits for a service that is away; for a disk it waits without a limit. Section <c>Patience</c>.</summary>
internal sealed record PatienceOptions
{
    public const string Section = "Patience";

    /// <summary>After this the run fails; resuming it goes on where it was.</summary>
    [Range(0, 86_400)]
    public double LimitSeconds { get; init; } = 1_800;

    /// <summary>Wait before the first repetition; it doubles from one to the next.</summary>
    [Range(0.001, 60)]
    public double FirstDelaySeconds { get; init; } = 0.2;

    [Range(0.001, 600)]
    public double LongestDelaySeconds { get; init; } = 10;
}
