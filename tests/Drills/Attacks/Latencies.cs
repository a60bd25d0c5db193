using System.Globalization;

namespace Drills.Attacks;

/// <summary>How long calls took, in the order they were made.</summary>
internal sealed class Latencies(IReadOnlyList<double> milliseconds)
{
    public double Median => Percentile(milliseconds, 0.5);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"p50 {Median:0.00} ms, p99 {Percentile(milliseconds, 0.99):0.0} ms");

    private static double Percentile(IReadOnlyCollection<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}
