namespace EfficientMnist.Web.Charts;

/// <summary>A named line.</summary>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Which of the ten colours; null for the grey of what is only compared with.</summary>
    public int? Color { get; init; }

    public bool Dashed { get; init; }

    /// <summary>Where the legend leads.</summary>
    public string? Address { get; init; }

    public string Style => Color is { } color ? $"--series: var(--c{color % 10})" : "--series: var(--faint)";
}
