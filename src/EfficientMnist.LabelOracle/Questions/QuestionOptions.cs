using System.ComponentModel.DataAnnotations;

namespace EfficientMnist.LabelOracle.Questions;

/// <summary>How people are asked. Section <c>Questions</c>.</summary>
internal sealed record QuestionOptions
{
    public const string Section = "Questions";

    /// <summary>How long an image is kept for the one who was given it; asking again begins anew.</summary>
    [Range(0.1, 1_440)]
    public double LeaseMinutes { get; init; } = 10;
}
