namespace EfficientMnist.Cli.Sweep.Plot;

/// <summary>From labels (logarithmic) and percent (linear) to places in the picture.</summary>
internal sealed record PlotArea(double Left, double Top, double Right, double Bottom)
{
    public required double LeastLabels { get; init; }

    public required double MostLabels { get; init; }

    public required IReadOnlyList<double> PercentTicks { get; init; }

    public double X(double labels) =>
        Left + (Right - Left) * Math.Log(labels / LeastLabels) / Math.Log(MostLabels / LeastLabels);

    public double Y(double percent) =>
        Bottom - (Bottom - Top) * (percent - PercentTicks[0]) / (PercentTicks[^1] - PercentTicks[0]);
}
