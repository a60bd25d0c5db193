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
    private readonly int _planned;
    private readonly double _growth;
    private readonly List<int> _ends = [];
    private readonly double _validationShare;

    /// <param name="options">Options of the learner whose batches they are.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public BatchSchedule(ActiveLearnerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validated();
        Labels = options.Budget;
        _planned = options.Labels;
        _growth = options.RoundGrowth;
        _validationShare = options.ValidationShare;
        int[] budgets = [options.Labels, .. options.Extensions];
        int[] points = [.. options.Milestones ?? OneTwoFive(), .. budgets];
        var start = Math.Clamp(_planned / 10, LeastColdStart, 100);
        var inOne = BuysInOne(options);
        _coldStart = Math.Min(options.ColdStartSize ?? (inOne ? points.First(p => p >= Math.Min(start, _planned)) : start), _planned);
        Milestones = [.. points.Where(p => p >= _coldStart && p <= Labels).Distinct().Order()];
        _ends.Add(_coldStart);
        foreach (var budget in budgets)
        {
            // A fiftieth of many labels: the classifier is fitted anew after each round.
            var roundSize = options.RoundSize ?? OfStrategy(options, budget) ?? (inOne ? budget : Math.Clamp(budget / 10, 10, Math.Max(100, budget / 50)));
            PlanBatches(roundSize, [.. Milestones.Concat(options.StudentsAt).Where(p => p > _ends[^1] && p <= budget).Order()]);
        }
    }

    // Labels at random follow from nothing learned on the way, and classifiers that take long to fit had better not be fitted for nothing.
    private static bool BuysInOne(ActiveLearnerOptions options) =>
        options.Strategy.Name == StrategyCatalog.Random && options.Stop.Kind == StoppingCatalog.Budget && (options.Labels > LargeBudget || options.TrainsNetwork);

    // Of many labels a hundredth, for the same reason.
    private static int? OfStrategy(ActiveLearnerOptions options, int budget) =>
        options.Strategy.BatchSize is { } size ? Math.Max(size, budget / 100) : null;

    /// <summary>The whole budget, extensions included.</summary>
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

    // From where the plan ends so far to the last of the stops.
    private void PlanBatches(int roundSize, int[] stops)
    {
        var stop = 0;
        for (double size = roundSize; stops.Length > 0 && _ends[^1] < stops[^1]; size = Math.Clamp(size * _growth, Math.Max(1, roundSize / 10), Math.Max(roundSize, ActiveLearnerOptions.MaxBatch)))
        {
            while (stops[stop] <= _ends[^1])
                stop++;
            _ends.Add(Math.Min(_ends[^1] + (int)Math.Round(size), stops[stop]));
        }
    }

    /// <summary>How many labels for validation the budget holds; an extension holds none.</summary>
    public int ValidationLabels => ValidationWithin(_planned, _validationShare);

    /// <summary>How many of so many labels are for validation, given their share.</summary>
    public static int ValidationWithin(int labels, double share) => (int)Math.Round(share * labels, MidpointRounding.AwayFromZero);

    /// <summary>How many labels of the batch bought next are for validation; at least one of the first batch is to learn from.</summary>
    /// <param name="bought">Labels bought before the batch.</param>
    /// <param name="validation">Those of them that were for validation.</param>
    public int NextValidation(int bought, int validation)
    {
        var batch = NextBatch(bought);
        return Math.Clamp(ValidationWithin(Math.Min(bought + batch, _planned), _validationShare) - validation, 0, bought == 0 ? batch - 1 : batch);
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
