using System.Globalization;

namespace Benchmarks;

/// <summary>Durations of single calls, in milliseconds.</summary>
internal sealed class Latencies
{
    private readonly List<double> _milliseconds = [];

    public void Add(TimeSpan duration) => _milliseconds.Add(duration.TotalMilliseconds);

    public double Percentile(double share)
    {
        var sorted = _milliseconds.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"p50 {Percentile(0.5):0.000} ms, p99 {Percentile(0.99):0.000} ms");
}
