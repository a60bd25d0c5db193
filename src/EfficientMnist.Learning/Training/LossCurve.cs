namespace EfficientMnist.Learning.Training;

/// <summary>
/// The loss of a training from its first step on, in means over stretches of about equal length. The stretches grow with the
/// training, so that there are never more than <see cref="MostPoints"/>.
/// </summary>
public sealed record LossCurve
{
    public const int MostPoints = 500;

    /// <summary>The curve of a training that has not begun.</summary>
    public static LossCurve Empty { get; } = new();

    /// <summary>The means, in order of the steps.</summary>
    public IReadOnlyList<LossPoint> Points { get; init; } = [];

    /// <summary>Steps that a point stands for at least, the first and the last one excepted.</summary>
    public int Stretch { get; init; } = 1;

    /// <param name="step">The last of the steps that have been done since the curve's end.</param>
    /// <param name="loss">Their mean loss.</param>
    internal LossCurve Plus(int step, double loss)
    {
        List<LossPoint> points = [.. Points, new(step, loss)];
        // The last point is not as long as the others yet.
        if (points.Count > 1 && points[^2].Step - StartOf(points, points.Count - 2) < Stretch)
            Join(points, points.Count - 2);
        if (points.Count <= MostPoints)
            return this with { Points = points };
        for (var i = 0; i < points.Count - 1; i++)
            Join(points, i);
        return new LossCurve { Points = points, Stretch = (int)Math.Ceiling(2.0 * step / MostPoints) };
    }

    private static int StartOf(List<LossPoint> points, int index) => index == 0 ? 0 : points[index - 1].Step;

    // A point and the next one become one.
    private static void Join(List<LossPoint> points, int index)
    {
        var (first, second) = (points[index], points[index + 1]);
        var (before, after) = (first.Step - StartOf(points, index), second.Step - first.Step);
        points[index] = new(second.Step, (first.Loss * before + second.Loss * after) / (before + after));
        points.RemoveAt(index + 1);
    }
}

/// <summary>A point of a loss curve.</summary>
/// <param name="Step">The last of the steps it stands for, from 1.</param>
/// <param name="Loss">Mean loss of the steps since the point before.</param>
public sealed record LossPoint(int Step, double Loss);
