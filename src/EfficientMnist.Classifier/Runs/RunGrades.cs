using EfficientMnist.Classifier.Journal;

namespace EfficientMnist.Classifier.Runs;

/// <summary>How well a run did on the test split, as far as the oracle has told.</summary>
/// <param name="Accuracy">Share of test images predicted right by the final classifier.</param>
/// <param name="MacroF1">Unweighted mean over classes of its F1 score.</param>
/// <param name="Classes">Side of the confusion matrix.</param>
/// <param name="Confusion">Row-major counts, row = true class, column = predicted class.</param>
/// <param name="Curve">Accuracy by number of labels, ascending, the final point included.</param>
/// <param name="Members">Accuracy of each part of the final classifier by itself; empty where it is no ensemble.</param>
internal sealed record RunGrades(
    double Accuracy, double MacroF1, int Classes, IReadOnlyList<int> Confusion, IReadOnlyList<(int Labels, double Accuracy)> Curve,
    IReadOnlyList<(string Name, double Accuracy)> Members)
{
    /// <summary>Null until the final grading.</summary>
    public static RunGrades? From(RunHistory history) => history.FinalGrading is { } final
        ? new RunGrades(final.Accuracy, final.MacroF1, final.Classes, final.Confusion, [.. history.Gradings.Values.Select(g => (g.Labels, g.Accuracy))],
            [.. history.MemberGradings.Select(m => (m.Member, m.Accuracy))])
        : null;
}
