using System.Globalization;

namespace Benchmarks.Learning;

/// <summary>Accuracies over several seeds as text, in percent.</summary>
internal static class Figures
{
    /// <summary>Mean ± standard deviation.</summary>
    public static string Spread(IReadOnlyList<double> accuracies) => Text(accuracies.Average(), Deviation(accuracies), "");

    /// <summary>Mean of the gains seed by seed ± its standard error.</summary>
    public static string Gain(IReadOnlyList<double> from, IReadOnlyList<double> to)
    {
        double[] gains = [.. to.Zip(from, (after, before) => after - before)];
        return Text(gains.Average(), Deviation(gains) / Math.Sqrt(gains.Length), "+");
    }

    /// <summary>One text for each of <see cref="HeldBack.Points"/>.</summary>
    public static string Each(Func<int, string> ofPoint) => string.Join("   ", Enumerable.Range(0, HeldBack.Points.Count).Select(ofPoint));

    private static string Text(double mean, double spread, string sign) => string.Create(
        CultureInfo.InvariantCulture, $"{(mean >= 0 ? sign : "")}{100 * mean:0.00} ± {100 * spread:0.00}");

    private static double Deviation(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Count < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }
}
