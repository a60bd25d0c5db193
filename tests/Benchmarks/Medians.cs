namespace Benchmarks;

internal static class Medians
{
    /// <summary>The middle value; of an even number the upper one of the two.</summary>
    public static double Of(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);
}
