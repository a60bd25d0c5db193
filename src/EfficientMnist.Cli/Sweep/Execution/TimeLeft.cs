using EfficientMnist.Cli.Sweep.Grid;

namespace EfficientMnist.Cli.Sweep.Execution;

/// <summary>How long the rest of a sweep takes, by the runs that are done.</summary>
internal sealed class TimeLeft
{
    private readonly List<(string Kind, double Seconds)> _done = [];

    public void Add(SweepPoint point, double seconds) => _done.Add((point.Kind, seconds));

    /// <summary>Null before the first run is done.</summary>
    public TimeSpan? For(IEnumerable<SweepPoint> remaining)
    {
        if (_done.Count == 0)
            return null;
        return TimeSpan.FromSeconds(remaining.Sum(point =>
        {
            double[] alike = [.. _done.Where(d => d.Kind == point.Kind).Select(d => d.Seconds)];
            return Median(alike.Length > 0 ? alike : [.. _done.Select(d => d.Seconds)]);
        }));
    }

    // Of the mean, the one run that trained the encoder would make far too much.
    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
