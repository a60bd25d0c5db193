using System.Globalization;

namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>Mean and sample standard deviation of some numbers.</summary>
/// <param name="Count">How many.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Sample standard deviation (divisor n − 1); null for a single number.</param>
internal sealed record Spread(int Count, double Mean, double? Deviation)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0)
            throw new ArgumentException("There is no mean of no numbers.", nameof(values));
        var mean = all.Average();
        double? deviation = all.Length == 1 ? null : Math.Sqrt(all.Sum(v => (v - mean) * (v - mean)) / (all.Length - 1));
        return new Spread(all.Length, mean, deviation);
    }

    /// <summary>Shares in percent, such as <c>88.4 ± 0.2</c>.</summary>
    public string Percent(string format = "0.0") => Text(100 * Mean, 100 * Deviation, format);

    private static string Text(double mean, double? deviation, string format) => deviation is { } spread
        ? string.Create(CultureInfo.InvariantCulture, $"{mean.ToString(format, CultureInfo.InvariantCulture)} ± {spread:0.0}")
        : mean.ToString(format, CultureInfo.InvariantCulture);
}
