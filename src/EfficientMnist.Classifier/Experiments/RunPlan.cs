namespace EfficientMnist.Classifier.Experiments;

/// <summary>How a run splits its labels into batches.</summary>
internal sealed class RunPlan
{
    private readonly int _coldStart;
    private readonly int _roundSize;

    public RunPlan(RunOptions options)
    {
        var tenth = Math.Clamp(options.Labels / 10, 10, 100);
        Labels = options.Labels;
        _coldStart = Math.Min(options.ColdStart.Size ?? tenth, Labels);
        _roundSize = options.Round.Size ?? tenth;
        Milestones = [.. CurvePoints(options.Curve).Where(p => p >= _coldStart && p < Labels), Labels];
    }

    public int Labels { get; }

    /// <summary>Label counts at which test predictions are kept, ascending; the last is the run's result.</summary>
    public IReadOnlyList<int> Milestones { get; }

    public bool IsMilestone(int bought) => Milestones.Contains(bought);

    /// <summary>Size of the next batch. A batch ends at a milestone, so that every run of a comparison has a point there.</summary>
    public int NextBatch(int bought)
    {
        if (bought >= Labels)
            return 0;
        return bought == 0 ? _coldStart : Math.Min(_roundSize, Milestones.First(m => m > bought) - bought);
    }

    private IEnumerable<int> CurvePoints(CurveOptions curve)
    {
        if (!curve.Enabled)
            return [];
        return curve.Points.IsEmpty ? OneTwoFive() : curve.Points;
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
