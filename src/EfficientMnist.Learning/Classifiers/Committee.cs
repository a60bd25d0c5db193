using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>
/// Classifiers that learned from the same labels in different ways, to see where they disagree (query by committee, Seung
/// et al., 1992): one on all views together, one on each view alone, and two on all views of bootstrap resamples.
/// </summary>
public sealed class Committee
{
    private const int Resamples = 2;

    private readonly JointViews _views;
    private readonly List<IFittedClassifier> _onJoint;
    private readonly IReadOnlyList<IFittedClassifier> _onEach;

    private Committee(JointViews views, List<IFittedClassifier> onJoint, IReadOnlyList<IFittedClassifier> onEach) =>
        (_views, _onJoint, _onEach) = (views, onJoint, onEach);

    /// <param name="classifier">The kind of all members.</param>
    /// <param name="joint">The member on all views, fitted already.</param>
    /// <param name="views">The views of the pool.</param>
    /// <param name="ids">Images with a label, indices into the pool.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="random">Draws the resamples.</param>
    public static Committee Fit(
        IClassifier classifier, IFittedClassifier joint, JointViews views, IReadOnlyList<int> ids, IReadOnlyList<int> labels, Random random)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(joint);
        ArgumentNullException.ThrowIfNull(views);
        ArgumentNullException.ThrowIfNull(random);
        List<IFittedClassifier> onJoint = [joint];
        for (var i = 0; i < Resamples; i++)
        {
            var drawn = Enumerable.Range(0, ids.Count).Select(_ => random.Next(ids.Count)).ToArray();
            onJoint.Add(classifier.Fit(views.Pool.Select([.. drawn.Select(d => ids[d])]), [.. drawn.Select(d => labels[d])], joint.Classes));
        }
        // A single view alone is the joint view.
        var each = views.Count < 2 ? [] : Enumerable.Range(0, views.Count).Select(view => classifier.Fit(views.Alone(view, ids), labels, joint.Classes));
        return new Committee(views, onJoint, [.. each]);
    }

    /// <summary>Class probabilities [ids, classes] of the images named, from each member.</summary>
    public IReadOnlyList<FeatureMatrix> Probabilities(IReadOnlyList<int> ids)
    {
        var joint = _views.Pool.Select(ids);
        return [.. _onJoint.Select(member => member.Probabilities(joint)), .. _onEach.Select((member, view) => member.Probabilities(_views.Alone(view, ids)))];
    }
}
