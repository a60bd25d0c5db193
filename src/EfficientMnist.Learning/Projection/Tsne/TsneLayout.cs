using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Projection.Tsne;

/// <summary>Gradient descent with momentum and gains on the divergence between the affinities and the picture.</summary>
internal sealed class TsneLayout(SparseRows affinities, TsneOptions options)
{
    private const int ExaggeratedSteps = 250;
    private const float Exaggeration = 12;
    private const float LeastGain = 0.01f;
    private const float LeastRate = 50;

    // The same parts whatever the number of processors, so that sums come out alike.
    private const int PointsPerPart = 1_024;

    /// <param name="points">[n, 2], where they start; moved in place.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancellationToken">Ends the work between steps.</param>
    public void Run(FeatureMatrix points, IProgress<ProjectionStep>? progress, CancellationToken cancellationToken)
    {
        var rate = Math.Max(points.Rows / Exaggeration / 4, LeastRate);
        var gradient = new float[2 * points.Rows];
        var moves = new float[gradient.Length];
        var gains = new float[gradient.Length];
        Array.Fill(gains, 1);
        for (var step = 0; step < options.Iterations; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isExaggerated = step < ExaggeratedSteps;
            Gradient(points, isExaggerated ? Exaggeration : 1, gradient);
            Move(points, gradient, moves, gains, momentum: isExaggerated ? 0.5f : 0.8f, rate);
            progress?.Report(new ProjectionStep(ProjectionStep.Layout, (step + 1.0) / options.Iterations));
        }
    }

    // ∂C/∂y = 4·(Σ p·q·(y − yⱼ) − Σ q²·(y − yⱼ) / Z)
    private void Gradient(FeatureMatrix points, float exaggeration, float[] gradient)
    {
        var tree = new QuadTree(points);
        var squaredAngle = (float)(options.Angle * options.Angle);
        var parts = (points.Rows + PointsPerPart - 1) / PointsPerPart;
        var pushes = new (double X, double Y)[points.Rows];
        var sums = new double[parts];
        Parallel.For(0, parts, part =>
        {
            for (var place = part * PointsPerPart; place < Math.Min(points.Rows, (part + 1) * PointsPerPart); place++)
            {
                var (x, y, sum) = tree.Repulsion(place, squaredAngle);
                pushes[tree.Order[place]] = (x, y);
                sums[part] += sum;
            }
        });
        var all = Math.Max(sums.Sum(), double.Epsilon);
        Parallel.For(0, parts, part =>
        {
            for (var row = part * PointsPerPart; row < Math.Min(points.Rows, (part + 1) * PointsPerPart); row++)
            {
                var (px, py) = Attraction(points, row);
                gradient[2 * row] = (float)(4 * (exaggeration * px - pushes[row].X / all));
                gradient[2 * row + 1] = (float)(4 * (exaggeration * py - pushes[row].Y / all));
            }
        });
    }

    private (double X, double Y) Attraction(FeatureMatrix points, int row)
    {
        var (x, y) = (0.0, 0.0);
        var point = points.Row(row);
        for (var i = affinities.Starts[row]; i < affinities.Starts[row + 1]; i++)
        {
            var other = points.Row(affinities.Columns[i]);
            var (dx, dy) = (point[0] - other[0], point[1] - other[1]);
            var pq = affinities.Values[i] / (1 + dx * dx + dy * dy);
            (x, y) = (x + pq * dx, y + pq * dy);
        }
        return (x, y);
    }

    private static void Move(FeatureMatrix points, float[] gradient, float[] moves, float[] gains, float momentum, float rate)
    {
        for (var row = 0; row < points.Rows; row++)
        {
            var point = points.MutableRow(row);
            for (var axis = 0; axis < 2; axis++)
            {
                var i = 2 * row + axis;
                // Faster where the way stays the same, slower where it swings.
                gains[i] = gradient[i] * moves[i] < 0 ? gains[i] + 0.2f : Math.Max(LeastGain, gains[i] * 0.8f);
                moves[i] = momentum * moves[i] - rate * gains[i] * gradient[i];
                point[axis] += moves[i];
            }
        }
    }
}
