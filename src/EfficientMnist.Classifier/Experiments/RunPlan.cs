namespace EfficientMnist.Classifier.Experiments;

/// <summary>How a run splits its labels into batches.</summary>
internal sealed class RunPlan
{
    // Ten images miss classes, which uncertainty is slow to find.
    private const int LeastColdStart = 20;

    private readonly int _coldStart;
    private readonly int _roundSize;
    private readonly double _growth;
    private readonly List<int> _ends = [];
    private readonly double _validationShare;

    public RunPlan(RunOptions options)
    {
        var tenth = Math.Clamp(options.Labels / 10, 10, 100);
        Labels = options.Labels;
        _coldStart = Math.Min(options.ColdStart.Size ?? Math.Max(tenth, LeastColdStart), Labels);
        _roundSize = options.Round.Size ?? tenth;
        _growth = options.Round.Growth;
        _validationShare = options.Validation.Share;
        Milestones = [.. CurvePoints(options.Curve).Where(p => p >= _coldStart && p < Labels), Labels];
        PlanBatches([.. Milestones.Concat(options.Student.TimesOnTheWay(Labels)).Where(p => p > _coldStart && p <= Labels).Order()]);
    }

    public int Labels { get; }

    /// <summary>Label counts at which test predictions are kept, ascending; the last is the run's result.</summary>
    public IReadOnlyList<int> Milestones { get; }

    public bool IsMilestone(int bought) => Milestones.Contains(bought);

    /// <summary>Size of the next batch. A batch ends at a milestone, so that every run of a comparison has a point there, and where a student is due.</summary>
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
        for (double size = _roundSize; _ends[^1] < Labels; size = Math.Clamp(size * _growth, Math.Max(1, _roundSize / 10), RoundOptions.MaxSize))
        {
            while (stops[stop] <= _ends[^1])
                stop++;
            _ends.Add(Math.Min(_ends[^1] + (int)Math.Round(size), stops[stop]));
        }
    }

    /// <summary>How many labels for validation the whole budget holds.</summary>
    public int ValidationLabels => ValidationBy(Labels);

    /// <summary>How many labels of the batch bought next are for validation; at least one of the first batch is to learn from.</summary>
    /// <param name="bought">Labels bought before the batch.</param>
    /// <param name="validation">Those of them that were for validation.</param>
    public int NextValidation(int bought, int validation)
    {
        var batch = NextBatch(bought);
        return Math.Clamp(ValidationBy(bought + batch) - validation, 0, bought == 0 ? batch - 1 : batch);
    }

    private int ValidationBy(int bought) => (int)Math.Round(_validationShare * bought, MidpointRounding.AwayFromZero);

    private IEnumerable<int> CurvePoints(CurveOptions curve)
    {
        if (!curve.Enabled)
            return [];
        return curve.Points == LabelCounts.None ? OneTwoFive() : curve.Points.Values;
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
