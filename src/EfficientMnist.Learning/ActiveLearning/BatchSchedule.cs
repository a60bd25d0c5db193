using EfficientMnist.Learning.Stopping;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>How a learner splits its labels into batches.</summary>
public sealed class BatchSchedule
{
    // Ten images miss classes, which uncertainty is slow to find.
    private const int LeastColdStart = 20;
    private const int LargeBudget = 5_000;

    private readonly int _coldStart;
    private readonly int _roundSize;
    private readonly double _growth;
    private readonly List<int> _ends = [];
    private readonly double _validationShare;

    /// <param name="options">Options of the learner whose batches they are.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public BatchSchedule(ActiveLearnerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validated();
        Labels = options.Labels;
        _growth = options.RoundGrowth;
        _validationShare = options.ValidationShare;
        int[] points = [.. options.Milestones ?? OneTwoFive(), Labels];
        var start = Math.Clamp(Labels / 10, LeastColdStart, 100);
        var inOne = BuysInOne(options);
        _coldStart = Math.Min(options.ColdStartSize ?? (inOne ? points.First(p => p >= Math.Min(start, Labels)) : start), Labels);
        // A fiftieth of many labels: the classifier is fitted anew after each round.
        _roundSize = options.RoundSize ?? OfStrategy(options) ?? (inOne ? Labels : Math.Clamp(Labels / 10, 10, Math.Max(100, Labels / 50)));
        Milestones = [.. points.Where(p => p >= _coldStart && p < Labels), Labels];
        PlanBatches([.. Milestones.Concat(options.StudentsAt).Where(p => p > _coldStart && p <= Labels).Order()]);
    }

    // Labels at random follow from nothing learned on the way, and classifiers that take long to fit had better not be fitted for nothing.
    private static bool BuysInOne(ActiveLearnerOptions options) =>
        options.Strategy.Name == StrategyCatalog.Random && options.Stop.Kind == StoppingCatalog.Budget && (options.Labels > LargeBudget || options.TrainsNetwork);

    // Of many labels a hundredth, for the same reason.
    private static int? OfStrategy(ActiveLearnerOptions options) =>
        options.Strategy.BatchSize is { } size ? Math.Max(size, options.Labels / 100) : null;

    /// <summary>The whole budget.</summary>
    public int Labels { get; }

    /// <summary>Label counts at which learners are compared, ascending; the last is the whole budget.</summary>
    public IReadOnlyList<int> Milestones { get; }

    public bool IsMilestone(int bought) => Milestones.Contains(bought);

    /// <summary>Size of the next batch. A batch ends at a milestone, so that every learner of a comparison has a point there, and where a student is due.</summary>
    public int NextBatch(int bought)
    {
        if (bought >= Labels)
            return 0;
        var next = _ends.BinarySearch(bought + 1);
        return _ends[next >= 0 ? next : ~next] - bought;
    }

    private void PlanBatches(int[] stops)
    {
        _ends.Add(_coldStart);
        var stop = 0;
        for (double size = _roundSize; _ends[^1] < Labels; size = Math.Clamp(size * _growth, Math.Max(1, _roundSize / 10), Math.Max(_roundSize, ActiveLearnerOptions.MaxBatch)))
        {
            while (stops[stop] <= _ends[^1])
                stop++;
            _ends.Add(Math.Min(_ends[^1] + (int)Math.Round(size), stops[stop]));
        }
    }

    /// <summary>How many labels for validation the whole budget holds.</summary>
    public int ValidationLabels => ValidationWithin(Labels, _validationShare);

    /// <summary>How many of so many labels are for validation, given their share.</summary>
    public static int ValidationWithin(int labels, double share) => (int)Math.Round(share * labels, MidpointRounding.AwayFromZero);

    /// <summary>How many labels of the batch bought next are for validation; at least one of the first batch is to learn from.</summary>
    /// <param name="bought">Labels bought before the batch.</param>
    /// <param name="validation">Those of them that were for validation.</param>
    public int NextValidation(int bought, int validation)
    {
        var batch = NextBatch(bought);
        return Math.Clamp(ValidationWithin(bought + batch, _validationShare) - validation, 0, bought == 0 ? batch - 1 : batch);
    }

    private IEnumerable<int> OneTwoFive()
    {
        for (var decade = 10; decade < Labels; decade *= 10)
        {
            yield return decade;
            yield return 2 * decade;
            yield return 5 * decade;
        }
    }
}
