using EfficientMnist.Search.Space;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Search.Samplers;

/// <summary>Tells which points are new.</summary>
internal sealed class Untried
{
    private const int Draws = 1_000;

    private readonly SearchSpace _space;
    private readonly HashSet<string> _tried;

    public Untried(SearchSpace space, IEnumerable<Trial> trials)
    {
        _space = space;
        _tried = [.. trials.Select(t => space.KeyOf(t.Values))];
    }

    public bool IsEmpty => _space.Count is { } count && _tried.Count >= count;

    public bool Contains(double[] point) => !_tried.Contains(_space.KeyOf(_space.Values(point)));

    /// <summary>A new point drawn uniformly, or the first one where there are only a few left; null where there is none.</summary>
    public double[]? Draw(Random random)
    {
        if (IsEmpty)
            return null;
        for (var i = 0; i < Draws; i++)
        {
            var point = _space.Draw(random);
            if (Contains(point))
                return point;
        }
        return All().FirstOrDefault(Contains);
    }

    // Hit a thousand times over, the space is small.
    private IEnumerable<double[]> All()
    {
        IEnumerable<double[]> points = [[]];
        foreach (var axis in _space.Axes)
        {
            var count = (int)Math.Min(axis.Count ?? Draws, Draws);
            points = points.SelectMany(_ => Enumerable.Range(0, count), (point, i) => (double[])[.. point, axis.Choices > 0 ? i : (i + 0.5) / count]);
        }
        return points;
    }
}
