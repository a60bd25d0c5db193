using EfficientMnist.Classifier.Distillation;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.FineTuning;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Evaluation;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Randomness;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Classifier.Rounds;

/// <summary>
/// The science of one run: fit on what was bought, choose what to buy next. A function of options, features and
/// labels alone, so that a restarted run chooses what the uninterrupted one would have chosen.
/// </summary>
/// <param name="options">Of the run.</param>
/// <param name="features">What it learns from.</param>
/// <param name="classes">Number of classes.</param>
/// <param name="reserved">Images set aside for validation, which are never chosen to learn from.</param>
/// <param name="student">Whose features it learns from besides and whose opinion it shares; null for none.</param>
/// <param name="network">The classifier itself, where that is a network; null as long as it is not trained.</param>
internal sealed class RoundLearner(
    RunOptions options, RunFeatures features, int classes, IReadOnlyList<int> reserved, Student? student = null, FineTunedNetwork? network = null)
{
    private readonly IClassifier _classifier = ClassifierKinds.Create(options.Classifier);
    private readonly IQueryStrategy _strategy = StrategyCatalog.Create(options.Strategy);
    private readonly IQueryStrategy _coldStart = StrategyCatalog.CreateForColdStart(options.ColdStart.Kind);
    private readonly RunFeatures _features = student is null ? features : features.With(student);
    private readonly Smoothing? _smoothing = options.Propagation.IsOn ? new Smoothing(options.Propagation, features.Neighbours) : null;
    private (int Labels, IFittedClassifier Model)? _fitted;
    private (int Labels, FeatureMatrix Beliefs)? _smoothed;

    public DatasetDescription Dataset => features.Dataset;

    public int ClassCount => classes;

    public Student? Student => student;

    public bool IsFineTuned => options.Classifier.IsFineTuned;

    public FineTunedNetwork? Network => network;

    /// <summary>The same learner with another student, or with none.</summary>
    public RoundLearner With(Student? other) => new(options, features, classes, reserved, other, network);

    /// <summary>The same learner with a network that has learned other labels.</summary>
    public RoundLearner With(FineTunedNetwork other) => new(options, features, classes, reserved, student, other);

    /// <summary>The classifier fitted on these labels, or its stand-in where it is a network; fitted once per number of labels.</summary>
    public IFittedClassifier Fit(IReadOnlyList<BoughtLabel> labels)
    {
        if (_fitted is not { } fitted || fitted.Labels != labels.Count)
        {
            var rows = _features.Views.Pool.Select([.. labels.Select(l => l.Id)]);
            _fitted = fitted = (labels.Count, _classifier.Fit(rows, [.. labels.Select(l => l.Label)], classes));
        }
        return fitted.Model;
    }

    public BatchSelected Select(int round, IReadOnlyList<BoughtLabel> labels, int count)
    {
        // The random baseline is random from its first label on.
        var isCold = round == 0 && labels.Count == 0;
        var strategy = isCold && options.Strategy != StrategyCatalog.Random ? _coldStart : _strategy;
        // A round may be for validation alone.
        var picks = count == 0 ? [] : strategy.Select(Context(round, labels), count);
        return new BatchSelected(round, ColdStart: isCold, strategy.Name, [.. picks.Select(p => new SelectedSample(p.Index, p.Score))]);
    }

    /// <summary>Class probabilities of images of the pool.</summary>
    public FeatureMatrix Probabilities(IReadOnlyList<BoughtLabel> labels, IReadOnlyList<int> ids) =>
        Shared(Own(labels, ids), student?.Pool.Probabilities.Select(ids));

    /// <summary>Share predicted right of the labels themselves, each by the classifier fitted without it; null where there is no closed form.</summary>
    public double? LeaveOneOut(IReadOnlyList<BoughtLabel> labels)
    {
        if (_classifier is not KernelRidge ridge)
            return null;
        int[] truth = [.. labels.Select(l => l.Label)];
        // Without the student's features, which know these labels.
        return Accuracy.Of(ridge.LeaveOneOut(features.Views.Pool.Select([.. labels.Select(l => l.Id)]), truth, classes).ArgMax(), truth);
    }

    /// <summary>Class probabilities of labelled images, each by a classifier that has not learned its label.</summary>
    public FeatureMatrix HeldOut(IReadOnlyList<BoughtLabel> labels) => Learning.Classifiers.HeldOut.Probabilities(
        // Without the student's features, as above.
        _classifier, features.Views.Pool.Select([.. labels.Select(l => l.Id)]), [.. labels.Select(l => l.Label)], classes, SeededRandom.Create(options.Seed, "held-out"));

    /// <summary>What students are taught: probabilities of the whole pool, smoothed.</summary>
    public FeatureMatrix PoolProbabilities(IReadOnlyList<BoughtLabel> labels) =>
        Shared(SmoothedPool(labels) ?? OwnPool(labels), student?.Pool.Probabilities);

    /// <summary>The classifier's own probabilities of the pool, before the student has its share, smoothed; null without propagation.</summary>
    public FeatureMatrix? SmoothedPool(IReadOnlyList<BoughtLabel> labels)
    {
        if (_smoothing is null)
            return null;
        if (_smoothed is not { } smoothed || smoothed.Labels != labels.Count)
            _smoothed = smoothed = (labels.Count, _smoothing.Pool(OwnPool(labels), labels));
        return smoothed.Beliefs;
    }

    /// <summary>Predicted class of each test image; none without a test split.</summary>
    public byte[] PredictTest(IReadOnlyList<BoughtLabel> labels)
    {
        if (_features.Test.Rows == 0)
            return [];
        var own = network?.Trained.Test.Probabilities ?? Fit(labels).Probabilities(_features.Test);
        if (SmoothedPool(labels) is { } pool)
            own = _smoothing!.Test(own, pool);
        return Classes(Shared(own, student?.Test.Probabilities));
    }

    /// <summary>The likeliest class of each row.</summary>
    public static byte[] Classes(FeatureMatrix probabilities) => [.. probabilities.ArgMax().Select(c => checked((byte)c))];

    private FeatureMatrix Own(IReadOnlyList<BoughtLabel> labels, IReadOnlyList<int> ids) =>
        network?.Trained.Pool.Probabilities.Select(ids) ?? Fit(labels).Probabilities(_features.Views.Pool.Select(ids));

    private FeatureMatrix OwnPool(IReadOnlyList<BoughtLabel> labels) =>
        network?.Trained.Pool.Probabilities ?? Fit(labels).Probabilities(_features.Views.Pool);

    private FeatureMatrix Shared(FeatureMatrix mine, FeatureMatrix? students) =>
        students is null ? mine : options.Student.Share(mine, students);

    private IReadOnlyList<FeatureMatrix> WithStudent(IReadOnlyList<FeatureMatrix> committee, IReadOnlyList<int> ids) =>
        student is null ? committee : [.. committee, student.Pool.Probabilities.Select(ids)];

    private QueryContext Context(int round, IReadOnlyList<BoughtLabel> labels)
    {
        int[] bought = [.. labels.Select(l => l.Id)];
        var taken = bought.Concat(reserved).ToHashSet();
        var hasModel = bought.Length > 0;
        var committee = new Lazy<Committee>(() => Committee.Fit(
            _classifier, Fit(labels), _features.Views, bought, [.. labels.Select(l => l.Label)], SeededRandom.Create(options.Seed, "committee", round)));
        return new QueryContext
        {
            Unlabelled = [.. Enumerable.Range(0, features.Latents.Rows).Where(id => !taken.Contains(id))],
            Labelled = bought,
            Classes = classes,
            Latents = features.Latents,
            Probabilities = hasModel ? ids => Probabilities(labels, ids) : null,
            Committee = hasModel ? ids => WithStudent(committee.Value.Probabilities(ids), ids) : null,
            Random = SeededRandom.Create(options.Seed, "round", round),
            // The first batch is worth a look at the whole pool.
            PoolFactor = hasModel ? options.Round.PoolFactor : RoundOptions.MaxPoolFactor,
        };
    }
}
