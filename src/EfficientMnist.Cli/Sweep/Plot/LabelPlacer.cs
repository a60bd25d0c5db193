namespace EfficientMnist.Cli.Sweep.Plot;

/// <summary>Finds room for labels: each goes where it covers least of what is drawn already.</summary>
internal sealed class LabelPlacer(Box frame)
{
    private readonly List<Box> _taken = [];

    public void Take(Box box) => _taken.Add(box);

    /// <summary>A line is taken in small pieces, so that its empty corner stays free.</summary>
    public void TakeLine(IReadOnlyList<(double X, double Y)> points, double half)
    {
        const double Piece = 4;
        foreach (var (from, to) in points.Zip(points.Skip(1)))
        {
            var pieces = Math.Max(1, (int)(Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)) / Piece));
            for (var i = 0; i <= pieces; i++)
                _taken.Add(Box.Around(from.X + (to.X - from.X) * i / pieces, from.Y + (to.Y - from.Y) * i / pieces, half));
        }
    }

    /// <summary>The best of these places, earlier ones preferred where equal; it is taken from then on.</summary>
    public Box Place(IReadOnlyList<Box> candidates)
    {
        var best = Best(candidates);
        _taken.Add(best);
        return best;
    }

    /// <summary>The best of these places; it stays free for others.</summary>
    public Box Best(IEnumerable<Box> candidates) => candidates.MinBy(Cost);

    private double Cost(Box box) => _taken.Sum(box.Overlap) + (box.IsInside(frame) ? 0 : 1e6);
}
