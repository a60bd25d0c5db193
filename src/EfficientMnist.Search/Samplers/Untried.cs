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

    // Hit a thousand times over, the space is small, or most of it is hardly ever hit.
    private IEnumerable<double[]> All()
    {
        IEnumerable<double[]> points = [[]];
        foreach (var axis in _space.Axes)
            points = points.SelectMany(_ => Places(axis), (point, place) => (double[])[.. point, place]);
        return points;
    }

    private static IEnumerable<double> Places(Axis axis)
    {
        if (axis.Count is not { } count)
            return Enumerable.Range(0, Draws).Select(i => (i + 0.5) / Draws);
        return Enumerable.Range(0, (int)Math.Min(count, int.MaxValue)).Select(i => axis.Place(i));
    }
}
