namespace EfficientMnist.Web.Charts;

/// <summary>One value of a line, with the bounds of its band where it has one.</summary>
public sealed record ChartPoint(double X, double Y, double? Low = null, double? High = null);
