using System.Globalization;

namespace EfficientMnist.Cli.Sweep.Plot;

/// <summary>Round numbers for axes.</summary>
internal static class Ticks
{
    private static readonly double[] Steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20];

    /// <summary>1, 2, 5, 10, 20, 50, … within the range.</summary>
    public static IReadOnlyList<double> OneTwoFive(double low, double high)
    {
        var ticks = new List<double>();
        for (var decade = Math.Pow(10, Math.Floor(Math.Log10(low))); decade <= high; decade *= 10)
            ticks.AddRange(new[] { decade, 2 * decade, 5 * decade }.Where(t => t >= low && t <= high));
        return ticks;
    }

    /// <summary>Equal round steps that enclose the range, at most <paramref name="most"/> of them.</summary>
    public static IReadOnlyList<double> Even(double low, double high, int most)
    {
        var step = Array.Find(Steps, s => Math.Ceiling(high / s) - Math.Floor(low / s) <= most);
        if (step == 0)
            step = Steps[^1];
        var first = (int)Math.Floor(low / step);
        var last = Math.Max((int)Math.Ceiling(high / step), first + 1);
        return [.. Enumerable.Range(first, last - first + 1).Select(i => i * step)];
    }

    /// <summary>Steps of 1, 2 or 5 times a power of ten that enclose the range, at most <paramref name="most"/> of them.</summary>
    public static IReadOnlyList<double> Round(double low, double high, int most)
    {
        var span = Math.Max(high - low, Math.Max(Math.Abs(high), 1e-9) * 1e-3);
        var power = Math.Pow(10, Math.Floor(Math.Log10(span / most)));
        foreach (var step in new[] { power, 2 * power, 5 * power, 10 * power, 20 * power })
        {
            // A bound that is round itself is not rounded on by the last bit of a quotient.
            var (first, last) = (Math.Floor(low / step + 1e-9), Math.Ceiling(high / step - 1e-9));
            if (last - first <= most)
                return [.. Enumerable.Range(0, (int)Math.Max(1, last - first) + 1).Select(i => (first + i) * step)];
        }
        return [low, high];
    }

    /// <summary>A number with as many decimals as tell it from its neighbours.</summary>
    public static string Text(double tick, double step) =>
        tick.ToString("N" + Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 8).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
