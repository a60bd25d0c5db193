namespace EfficientMnist.Cli.Sweep.Plot;

/// <summary>One series as it is drawn.</summary>
/// <param name="Name">In bold at its end.</param>
/// <param name="Detail">Below the name; empty for none.</param>
/// <param name="Color">Of line, band and name.</param>
/// <param name="Dashes">SVG dash pattern.</param>
/// <param name="Points">By labels, ascending.</param>
internal sealed record PlotLine(string Name, string Detail, string Color, string Dashes, IReadOnlyList<PlotPoint> Points)
{
    public PlotPoint Last => Points[^1];
}
