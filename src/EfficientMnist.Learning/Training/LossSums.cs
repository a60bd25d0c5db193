using System.Collections.ObjectModel;

namespace EfficientMnist.Learning.Training;

/// <summary>Sums of the losses and metrics of some steps.</summary>
internal sealed record LossSums
{
    public static LossSums None { get; } = new();

    public int Steps { get; init; }

    public double Loss { get; init; }

    public IReadOnlyDictionary<string, double> Metrics { get; init; } = ReadOnlyDictionary<string, double>.Empty;

    public LossSums Plus(LossSums other)
    {
        var metrics = new SortedDictionary<string, double>(Metrics.ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, sum) in other.Metrics)
            metrics[name] = metrics.GetValueOrDefault(name) + sum;
        return new LossSums { Steps = Steps + other.Steps, Loss = Loss + other.Loss, Metrics = metrics };
    }

    /// <summary>Means over so many steps.</summary>
    public IReadOnlyDictionary<string, double> MetricMeans(int steps) =>
        new SortedDictionary<string, double>(Metrics.ToDictionary(m => m.Key, m => m.Value / steps), StringComparer.Ordinal);
}
