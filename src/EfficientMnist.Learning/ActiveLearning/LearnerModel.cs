using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Evaluation;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Randomness;
using EfficientMnist.Learning.Strategies;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>
/// What a learner believes given some labels: its classifier, the student and the network that have a part in it, and the
/// smoothing over images that are alike. A function of its arguments and of the labels alone; what it fits it keeps.
/// </summary>
internal sealed class LearnerModel
{
    private readonly ImagePool _pool;
    private readonly ActiveLearnerOptions _options;
    private readonly Lazy<FeatureRows> _kernelRows;
    private readonly Smoothing? _smoothing;
    private readonly LabelCache<IFittedClassifier> _fitted;
    private readonly LabelCache<FeatureMatrix> _smoothed;
    private readonly LabelCache<bool[]> _outside;

    /// <param name="pool">What it learns from.</param>
    /// <param name="options">Options of the learner.</param>
    /// <param name="student">The student that has a share in what it says; null for none.</param>
    /// <param name="network">The classifier itself, where that is a network; null as long as it is not trained.</param>
    public LearnerModel(ImagePool pool, ActiveLearnerOptions options, Student? student, FineTunedNetwork? network)
    {
        (_pool, _options, Student, Network) = (pool, options, student, network);
        _kernelRows = new Lazy<FeatureRows>(() => student is null ? pool.Views.Pool : pool.Views.With(student.Pool.Features).Pool);
        _smoothing = Smoothing.Of(options, pool);
        _fitted = new LabelCache<IFittedClassifier>(labels => options.Classifier.Fit(pool.Views.Pool.Select(Ids(labels)), Classes(labels), options.Classes));
        _outside = new LabelCache<bool[]>(FindOutside);
        _smoothed = new LabelCache<FeatureMatrix>(labels => _smoothing!.Pool(OwnPool(labels), labels));
    }

    public Student? Student { get; }

    public FineTunedNetwork? Network { get; }

    /// <summary>
    /// The space in which strategies tell what a label would make surer of: what the classifier sees, beside the student's features.
    /// The classifier does not learn from those, which know the labels it is fitted on: it would err where the student errs.
    /// </summary>
    public KernelSpace Kernel => KernelSpace.Of(_kernelRows.Value, _options.Classifier);

    /// <summary>The classifier fitted on these labels, or its stand-in where it is a network.</summary>
    public IFittedClassifier Fit(IReadOnlyList<BoughtLabel> labels) => _fitted.Of(labels);

    /// <summary>Class probabilities [ids, classes] of images of the pool, without smoothing.</summary>
    public FeatureMatrix Probabilities(IReadOnlyList<BoughtLabel> labels, IReadOnlyList<int> ids) =>
        Shared(Own(labels, ids), Student?.Pool.Probabilities.Select(ids));

    /// <summary>Class probabilities [pool, classes], smoothed.</summary>
    public FeatureMatrix PoolProbabilities(IReadOnlyList<BoughtLabel> labels) =>
        Shared(SmoothedPool(labels) ?? OwnPool(labels), Student?.Pool.Probabilities);

    /// <summary>The classifier's own probabilities of the pool, before the student has its share, smoothed; null without smoothing.</summary>
    public FeatureMatrix? SmoothedPool(IReadOnlyList<BoughtLabel> labels) => _smoothing is null ? null : _smoothed.Of(labels);

    /// <summary>Class probabilities [test, classes] of the test images, smoothed.</summary>
    public FeatureMatrix TestProbabilities(IReadOnlyList<BoughtLabel> labels)
    {
        var own = Network?.Trained.Test.Probabilities ?? Fit(labels).Probabilities(_pool.Test);
        if (SmoothedPool(labels) is { } pool)
            own = _smoothing!.Test(own, pool);
        return Shared(own, Student?.Test.Probabilities);
    }

    /// <summary>
    /// Which images of the pool are likelier to be rejected than to be of any class, given what was: rejection is learned as a
    /// class of its own, by the classifier of the others.
    /// </summary>
    public IReadOnlyList<bool> Outside(IReadOnlyList<BoughtLabel> answers) => _outside.Of(answers);

    /// <summary>Share predicted right of the labels themselves, each by the classifier fitted without it; null where there is no closed form.</summary>
    public double? LeaveOneOut(IReadOnlyList<BoughtLabel> labels)
    {
        if (_options.Classifier is not KernelRidge ridge)
            return null;
        var truth = Classes(labels);
        return Accuracy.Of(ridge.LeaveOneOut(_pool.Views.Pool.Select(Ids(labels)), truth, _options.Classes).ArgMax(), truth);
    }

    /// <summary>Class probabilities of labelled images, each by a classifier that has not learned its label.</summary>
    public FeatureMatrix HeldOutProbabilities(IReadOnlyList<BoughtLabel> labels) => HeldOut.Probabilities(
        _options.Classifier, _pool.Views.Pool.Select(Ids(labels)), Classes(labels), _options.Classes, SeededRandom.Create(_options.Seed, "held-out"));

    /// <summary>What each member of a committee says of images of the pool, the student being one of them.</summary>
    public Func<IReadOnlyList<int>, IReadOnlyList<FeatureMatrix>> CommitteeOf(int round, IReadOnlyList<BoughtLabel> labels)
    {
        var committee = new Lazy<Committee>(() => Committee.Fit(
            _options.Classifier, Fit(labels), _pool.Views, Ids(labels), Classes(labels), SeededRandom.Create(_options.Seed, "committee", round)));
        return ids => Student is null
            ? committee.Value.Probabilities(ids)
            : [.. committee.Value.Probabilities(ids), Student.Pool.Probabilities.Select(ids)];
    }

    private bool[] FindOutside(IReadOnlyList<BoughtLabel> answers)
    {
        var rejected = _options.Classes;
        int[] classes = [.. answers.Select(answer => answer.IsRejected ? rejected : answer.Label)];
        var likeliest = _options.Classifier.Fit(_pool.Views.Pool.Select(Ids(answers)), classes, rejected + 1).Probabilities(_pool.Views.Pool).ArgMax();
        return [.. likeliest.Select(label => label == rejected)];
    }

    private FeatureMatrix Own(IReadOnlyList<BoughtLabel> labels, IReadOnlyList<int> ids) =>
        Network?.Trained.Pool.Probabilities.Select(ids) ?? Fit(labels).Probabilities(_pool.Views.Pool.Select(ids));

    private FeatureMatrix OwnPool(IReadOnlyList<BoughtLabel> labels) =>
        Network?.Trained.Pool.Probabilities ?? Fit(labels).Probabilities(_pool.Views.Pool);

    private FeatureMatrix Shared(FeatureMatrix own, FeatureMatrix? students) =>
        students is null ? own : Ensemble.Mean([own, students], [1 - _options.StudentWeight, _options.StudentWeight]);

    private static int[] Ids(IReadOnlyList<BoughtLabel> labels) => [.. labels.Select(l => l.Id)];

    private static int[] Classes(IReadOnlyList<BoughtLabel> labels) => [.. labels.Select(l => l.Label)];
}
