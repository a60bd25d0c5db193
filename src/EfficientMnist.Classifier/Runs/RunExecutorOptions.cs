using System.ComponentModel.DataAnnotations;

namespace EfficientMnist.Classifier.Runs;

/// <summary>Section <c>Runs</c>.</summary>
internal sealed record RunExecutorOptions
{
    public const string Section = "Runs";

    /// <summary>Runs that compute at a time; the others wait in the queue.</summary>
    [Range(1, 64)]
    public int Parallel { get; init; } = 1;
}
