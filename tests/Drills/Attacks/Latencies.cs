using System.Globalization;

namespace Drills.Attacks;

/// <summary>How long calls took, in the order they were made.</summary>
internal sealed class Latencies(IReadOnlyList<double> milliseconds)
{
    private const int Blocks = 8;

    public double Median => Percentile(milliseconds, 0.5);

    /// <summary>
    /// The median of the quietest of eight stretches of the calls: what the calls take where nobody else needs the processor, on
    /// a machine that others use as well.
    /// </summary>
    public double QuietMedian => milliseconds.Chunk(Math.Max(1, milliseconds.Count / Blocks)).Min(block => Percentile(block, 0.5));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"p50 {Median:0.00} ms, p99 {Percentile(milliseconds, 0.99):0.0} ms");

    private static double Percentile(IReadOnlyCollection<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
    }
}
