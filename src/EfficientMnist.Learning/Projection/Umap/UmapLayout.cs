using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Randomness;

namespace EfficientMnist.Learning.Projection.Umap;

/// <summary>Stochastic gradient descent on the cross-entropy between the fuzzy graph and the picture.</summary>
internal sealed class UmapLayout
{
    private const int LargePool = 10_000;
    private const float MostPull = 4;
    private const float NearZero = 0.001f;

    private readonly int[] _heads;
    private readonly int[] _tails;
    private readonly float[] _epochsPerPull;
    private readonly float _a;
    private readonly float _b;
    private readonly int _negatives;
    private readonly int _epochs;

    public UmapLayout(SparseRows graph, AttractionCurve curve, int negatives)
    {
        (_a, _b, _negatives) = ((float)curve.A, (float)curve.B, negatives);
        _epochs = graph.Rows <= LargePool ? 500 : 200;
        var strongest = graph.Values.Max();
        var (heads, tails, pace) = (new List<int>(), new List<int>(), new List<float>());
        for (var row = 0; row < graph.Rows; row++)
        {
            for (var i = graph.Starts[row]; i < graph.Starts[row + 1]; i++)
            {
                // The rest would not be pulled once.
                if (graph.Values[i] * _epochs < strongest)
                    continue;
                heads.Add(row);
                tails.Add(graph.Columns[i]);
                pace.Add(strongest / graph.Values[i]);
            }
        }
        (_heads, _tails, _epochsPerPull) = ([.. heads], [.. tails], [.. pace]);
    }

    /// <param name="points">[n, d], where they start; moved in place.</param>
    /// <param name="seed">Of the negative samples.</param>
    /// <param name="progress">Told of every epoch.</param>
    /// <param name="cancellationToken">Ends the work between epochs.</param>
    public void Run(FeatureMatrix points, long seed, IProgress<ProjectionStep>? progress, CancellationToken cancellationToken)
    {
        var random = new SmallRandom(SeededRandom.Create(seed, "umap"));
        var (places, axes) = (points.Array, points.Columns);
        var nextPull = (float[])_epochsPerPull.Clone();
        var nextPush = Array.ConvertAll(_epochsPerPull, pace => pace / _negatives);
        for (var epoch = 0; epoch < _epochs; epoch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rate = 1 - (float)epoch / _epochs;
            for (var edge = 0; edge < _heads.Length; edge++)
            {
                if (nextPull[edge] > epoch)
                    continue;
                var head = places.AsSpan(axes * _heads[edge], axes);
                Pull(head, places.AsSpan(axes * _tails[edge], axes), rate);
                nextPull[edge] += _epochsPerPull[edge];
                var pushPace = _epochsPerPull[edge] / _negatives;
                var pushes = (int)((epoch - nextPush[edge]) / pushPace);
                for (var push = 0; push < pushes; push++)
                {
                    var other = random.Next(points.Rows);
                    if (other != _heads[edge])
                        Push(head, places.AsSpan(axes * other, axes), rate);
                }
                nextPush[edge] += pushes * pushPace;
            }
            progress?.Report(new ProjectionStep(ProjectionStep.Layout, (epoch + 1.0) / _epochs));
        }
    }

    private void Pull(Span<float> head, Span<float> tail, float rate)
    {
        var squared = SquaredDistance(head, tail);
        if (squared == 0)
            return;
        var power = MathF.Pow(squared, _b);
        var strength = -2 * _a * _b * power / (squared * (_a * power + 1));
        for (var axis = 0; axis < head.Length; axis++)
        {
            var move = rate * Clip(strength * (head[axis] - tail[axis]));
            head[axis] += move;
            tail[axis] -= move;
        }
    }

    private void Push(Span<float> head, ReadOnlySpan<float> other, float rate)
    {
        var squared = SquaredDistance(head, other);
        var strength = squared == 0 ? 0 : 2 * _b / ((NearZero + squared) * (_a * MathF.Pow(squared, _b) + 1));
        for (var axis = 0; axis < head.Length; axis++)
            head[axis] += rate * (squared == 0 ? MostPull : Clip(strength * (head[axis] - other[axis])));
    }

    private static float SquaredDistance(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var sum = 0f;
        for (var axis = 0; axis < one.Length; axis++)
        {
            var difference = one[axis] - other[axis];
            sum += difference * difference;
        }
        return sum;
    }

    private static float Clip(float value) => Math.Clamp(value, -MostPull, MostPull);
}
