using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Projection.Tsne;

/// <summary>
/// The points of a picture in squares within squares, in the order of a walk that visits each square before those inside
/// it: whoever does not want to look into a square goes on at <c>Next</c>.
/// </summary>
internal sealed class QuadTree
{
    private const int Bits = 16;
    private const int PointsPerLeaf = 4;

    private readonly uint[] _codes;
    private readonly int[] _order;
    private readonly float[] _xs;
    private readonly float[] _ys;
    private readonly List<Square> _squares;

    /// <param name="points">[n, 2].</param>
    public QuadTree(FeatureMatrix points)
    {
        var count = points.Rows;
        var (minX, minY, extent) = Bounds(points);
        _codes = new uint[count];
        _order = new int[count];
        var scale = extent > 0 ? (float)((1 << Bits) - 1) / extent : 0;
        for (var i = 0; i < count; i++)
        {
            var point = points.Row(i);
            _codes[i] = Interleaved((uint)((point[0] - minX) * scale)) | Interleaved((uint)((point[1] - minY) * scale)) << 1;
            _order[i] = i;
        }
        Array.Sort(_codes, _order);
        (_xs, _ys) = (new float[count], new float[count]);
        for (var i = 0; i < count; i++)
            (_xs[i], _ys[i]) = (points[_order[i], 0], points[_order[i], 1]);
        _squares = new List<Square>(count);
        Add(0, count, 0, extent);
    }

    /// <summary>Points in the order of their squares: those that stand together are near each other.</summary>
    public IReadOnlyList<int> Order => _order;

    /// <summary>Σ q² · (y − yⱼ) and Σ q over all other points, with q = 1 / (1 + |y − yⱼ|²); far squares count as one point.</summary>
    /// <param name="place">Of the point, in <see cref="Order"/>.</param>
    /// <param name="squaredAngle">θ².</param>
    public (double X, double Y, double Sum) Repulsion(int place, float squaredAngle)
    {
        var (x, y) = (_xs[place], _ys[place]);
        var (fx, fy, sum) = (0.0, 0.0, 0.0);
        var squares = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_squares);
        for (var s = 0; s < squares.Length;)
        {
            ref readonly var square = ref squares[s];
            var (dx, dy) = (x - square.X, y - square.Y);
            var squared = dx * dx + dy * dy;
            // A point looks at its own square at such an angle that it never takes it for a point.
            if (square.SquaredWidth < squaredAngle * squared)
            {
                var q = 1 / (1 + squared);
                var massQ = square.Count * q;
                sum += massQ;
                fx += massQ * q * dx;
                fy += massQ * q * dy;
                s = square.Next;
            }
            else if (square.IsLeaf)
            {
                for (var i = square.First; i < square.First + square.Count; i++)
                {
                    if (i == place)
                        continue;
                    var (px, py) = (x - _xs[i], y - _ys[i]);
                    var q = 1 / (1 + px * px + py * py);
                    sum += q;
                    fx += q * q * px;
                    fy += q * q * py;
                }
                s = square.Next;
            }
            else
            {
                s++;
            }
        }
        return (fx, fy, sum);
    }

    private void Add(int first, int count, int depth, float width)
    {
        var (x, y) = (0.0, 0.0);
        for (var i = first; i < first + count; i++)
            (x, y) = (x + _xs[i], y + _ys[i]);
        var isLeaf = count <= PointsPerLeaf || depth == Bits;
        var at = _squares.Count;
        var square = new Square((float)(x / count), (float)(y / count), width * width, first, count, isLeaf, Next: 0);
        _squares.Add(square);
        if (!isLeaf)
        {
            var shift = 2 * (Bits - 1 - depth);
            for (var start = first; start < first + count;)
            {
                var end = start;
                while (end < first + count && _codes[end] >> shift == _codes[start] >> shift)
                    end++;
                Add(start, end - start, depth + 1, width / 2);
                start = end;
            }
        }
        _squares[at] = square with { Next = _squares.Count };
    }

    private static (float MinX, float MinY, float Extent) Bounds(FeatureMatrix points)
    {
        var (minX, minY, maxX, maxY) = (float.MaxValue, float.MaxValue, float.MinValue, float.MinValue);
        for (var i = 0; i < points.Rows; i++)
        {
            var point = points.Row(i);
            (minX, maxX) = (Math.Min(minX, point[0]), Math.Max(maxX, point[0]));
            (minY, maxY) = (Math.Min(minY, point[1]), Math.Max(maxY, point[1]));
        }
        return (minX, minY, Math.Max(maxX - minX, maxY - minY));
    }

    // Spreads 16 bits to every second of 32.
    private static uint Interleaved(uint value)
    {
        value = (value | value << 8) & 0x00FF00FF;
        value = (value | value << 4) & 0x0F0F0F0F;
        value = (value | value << 2) & 0x33333333;
        return (value | value << 1) & 0x55555555;
    }

    private readonly record struct Square(float X, float Y, float SquaredWidth, int First, int Count, bool IsLeaf, int Next);
}
