namespace EfficientMnist.Web.Charts;

/// <summary>A named line.</summary>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Which of the ten colours; null for the grey of a line to compare with.</summary>
    public int? Color { get; init; }

    public bool Dashed { get; init; }

    /// <summary>Where the legend leads.</summary>
    public string? Address { get; init; }

    public string Style => "--series: " + ColorExpression;

    /// <summary>The colour as the style sheet says it.</summary>
    public string ColorExpression => Color is { } color ? $"var(--c{color % 10})" : "var(--muted)";
}
