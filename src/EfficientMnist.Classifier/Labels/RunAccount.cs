using EfficientMnist.Classifier.Journal;

namespace EfficientMnist.Classifier.Labels;

/// <summary>A run's account at the label oracle.</summary>
/// <param name="ClassNames">A label is a place in this list.</param>
/// <param name="NotGradable">Empty where the run can be graded; else why not.</param>
/// <param name="Given">Labels that were known before the run began, and cost nothing.</param>
internal sealed record RunAccount(IReadOnlyList<string> ClassNames, string NotGradable, LabelsGiven Given)
{
    public bool IsGradable => NotGradable.Length == 0;
}
