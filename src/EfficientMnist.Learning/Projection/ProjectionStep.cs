namespace EfficientMnist.Learning.Projection;

/// <summary>How far a projection is.</summary>
/// <param name="Name">neighbours or layout.</param>
/// <param name="Done">Share of the step that is done, 0 … 1.</param>
public readonly record struct ProjectionStep(string Name, double Done)
{
    public const string Neighbours = "neighbours";
    public const string Layout = "layout";
}
