using System.Text.Json;

namespace EfficientMnist.Web.Charts;

/// <summary>A chart as <c>wwwroot/chart.js</c> draws it.</summary>
/// <param name="Unit">What the horizontal axis counts.</param>
/// <param name="Title">The name of the horizontal axis.</param>
/// <param name="Share">Whether values are shares, 0 … 1.</param>
/// <param name="Log">Whether the horizontal axis is logarithmic at first.</param>
/// <param name="Left">The least value of the horizontal axis.</param>
/// <param name="Right">The largest value of the horizontal axis.</param>
/// <param name="Low">The least value of the vertical axis.</param>
/// <param name="High">The largest value of the vertical axis.</param>
/// <param name="Series">The lines.</param>
internal sealed record ChartData(string Unit, string Title, bool Share, bool Log, double Left, double Right, double Low, double High, IReadOnlyList<ChartData.Line> Series)
{
    /// <summary>A line, its points as x, y and the bounds of the band, null where there is none.</summary>
    public sealed record Line(string Name, string Color, bool Dashed, IReadOnlyList<double?[]> Points);

    public static ChartData Of(ChartFrame frame, IReadOnlyList<ChartSeries> series, string unit, string title, bool share) => new(
        unit, title, share, frame.IsLog, frame.Left, frame.Right, frame.Low, frame.High,
        [.. series.Select(line => new Line(line.Name, line.ColorExpression, line.Dashed, [.. line.Points.OrderBy(point => point.X).Select(point => new[] { point.X, point.Y, point.Low, point.High })]))]);

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
