using EfficientMnist.Contracts.V1;

namespace EfficientMnist.LabelOracle.Grading;

/// <summary>What of a run is graded: each place once.</summary>
/// <param name="Kind">Its result, or a point of its learning curve.</param>
/// <param name="Labels">Labels the classifier had learned from.</param>
/// <param name="Member">Which part of an ensemble; empty for the whole.</param>
internal sealed record GradingPlace(GradingKind Kind, int Labels, string Member)
{
    public override string ToString() => Kind == GradingKind.Final
        ? "its final classifier"
        : $"its classifier of {Labels} labels{(Member.Length > 0 ? $", member {Member}" : "")}";
}
