namespace EfficientMnist.Cli.Sweep.Plot;

/// <summary>A mean over seeds.</summary>
/// <param name="Labels">Labels bought.</param>
/// <param name="Percent">Mean accuracy.</param>
/// <param name="Deviation">Its sample standard deviation; 0 for a single seed.</param>
internal sealed record PlotPoint(double Labels, double Percent, double Deviation)
{
    public double Low => Percent - Deviation;

    public double High => Percent + Deviation;
}
