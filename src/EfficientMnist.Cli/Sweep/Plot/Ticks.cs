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
}
