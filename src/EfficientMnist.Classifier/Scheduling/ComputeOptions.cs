using System.ComponentModel.DataAnnotations;

namespace EfficientMnist.Classifier.Scheduling;

/// <summary>How many runs of each kind compute at a time on this machine; the others wait for their turn. Section <c>Runs</c>.</summary>
internal sealed record ComputeOptions
{
    public const string Section = "Runs";

    /// <summary>Runs that have networks trained on their way, such as students.</summary>
    [Range(1, 64)]
    public int Long { get; init; } = 1;

    /// <summary>Runs that have nothing trained but their encoder.</summary>
    [Range(1, 64)]
    public int Short { get; init; } = 1;

    /// <summary>Runs that people label; they compute for moments only, between two batches.</summary>
    [Range(1, 64)]
    public int Interactive { get; init; } = 4;
}
