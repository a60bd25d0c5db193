using EfficientMnist.Learning.Clustering;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Randomness;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Propagation;

/// <summary>
/// Nearly all of the nearest rows of a large matrix by Euclidean distance: each row lies in the list of its nearest centre, and
/// looks for its neighbours in the lists whose centres are nearest to it (an inverted file, as in Jégou, Douze and Schmid, 2011).
/// With as many lists as the root of the rows, the time of a row grows with that root instead of with the rows.
/// </summary>
internal sealed class InvertedLists
{
    /// <summary>How many of the nearest lists a row looks through.</summary>
    public const int Probes = 16;

    private const int SampleOfAList = 50;
    private const int RowsAtOnce = 4_096;
    private const int ValuesAtOnce = 1 << 23;

    private readonly FeatureMatrix _pool;
    private readonly FeatureMatrix _centres;
    private readonly List<int>[] _members;

    /// <param name="pool">[n, d].</param>
    /// <param name="lists">How many lists, at most n.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public InvertedLists(FeatureMatrix pool, int lists, CancellationToken cancellationToken)
    {
        using var noGrad = no_grad();
        (_pool, _centres) = (pool, Centres(pool, lists));
        _members = RowsOf(NearestLists(pool, 1, cancellationToken).Select((list, row) => (row, list)), lists);
    }

    /// <summary>Of each row of the pool its nearest other rows, as far as they are in the lists that it looks through.</summary>
    /// <param name="neighbours">k, less than n.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Row-major [n, k]: indices and squared distances, the nearest first.</returns>
    public (int[] Ids, float[] Distances) Within(int neighbours, CancellationToken cancellationToken) => Find(_pool, neighbours, withoutSelf: true, cancellationToken);

    /// <summary>Of each row the nearest rows of the pool, likewise.</summary>
    public (int[] Ids, float[] Distances) Of(FeatureMatrix rows, int neighbours, CancellationToken cancellationToken) => Find(rows, neighbours, withoutSelf: false, cancellationToken);

    private (int[] Ids, float[] Distances) Find(FeatureMatrix rows, int neighbours, bool withoutSelf, CancellationToken cancellationToken)
    {
        using var noGrad = no_grad();
        var probed = Math.Min(Probes, _members.Length);
        var probes = NearestLists(rows, probed, cancellationToken);                                      // [rows × probed]
        var seekers = RowsOf(Enumerable.Range(0, probes.Length).Select(i => (i / probed, probes[i])), _members.Length);
        var found = new Found(rows.Rows, neighbours);
        for (var list = 0; list < _members.Length; list++)
            LookThrough(_members[list], rows, seekers[list], found, withoutSelf, cancellationToken);
        Complete(rows, found, withoutSelf, cancellationToken);
        return (found.Ids, found.Distances);
    }

    private static FeatureMatrix Centres(FeatureMatrix pool, int lists)
    {
        using var scope = NewDisposeScope();
        var stride = Math.Max(1, pool.Rows / (lists * SampleOfAList));
        var sample = pool.Select([.. Enumerable.Range(0, pool.Rows).Where(row => row % stride == 0)]).ToTensor();
        return KMeans.Cluster(sample, lists, SeededRandom.Create(0, "inverted lists")).Centres.ToMatrix();
    }

    private int[] NearestLists(FeatureMatrix rows, int count, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var centres = _centres.ToTensor();
        var nearest = new int[rows.Rows * count];
        for (var start = 0; start < rows.Rows; start += RowsAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var block = NewDisposeScope();
            var part = rows.ToTensor(start, Math.Min(RowsAtOnce, rows.Rows - start));
            MatrixTensors.SquaredDistances(part, centres).topk(count, 1, largest: false).indexes
                .to(ScalarType.Int32).contiguous().data<int>().CopyTo(nearest, start * count);
        }
        return nearest;
    }

    private static List<int>[] RowsOf(IEnumerable<(int Row, int List)> places, int lists)
    {
        var rows = new List<int>[lists];
        for (var list = 0; list < lists; list++)
            rows[list] = [];
        foreach (var (row, list) in places)
            rows[list].Add(row);
        return rows;
    }

    private void LookThrough(List<int> members, FeatureMatrix rows, List<int> seekers, Found found, bool withoutSelf, CancellationToken cancellationToken)
    {
        if (members.Count == 0 || seekers.Count == 0)
            return;
        using var scope = NewDisposeScope();
        var place = withoutSelf ? members.Select((row, position) => (row, position)).ToDictionary(member => member.row, member => member.position) : [];
        var list = _pool.Select(members).ToTensor();                                                     // [m, d]
        // Within the pool one more than wanted, since a row of the list is the nearest to itself.
        var count = Math.Min(found.Neighbours + (withoutSelf ? 1 : 0), members.Count);
        var atOnce = Math.Clamp(ValuesAtOnce / members.Count, 1, RowsAtOnce);
        for (var start = 0; start < seekers.Count; start += atOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var block = NewDisposeScope();
            var some = seekers.GetRange(start, Math.Min(atOnce, seekers.Count - start));
            var (values, indices) = MatrixTensors.SquaredDistances(rows.Select(some).ToTensor(), list).topk(count, 1, largest: false);
            var distances = values.contiguous().data<float>().ToArray();
            var positions = indices.to(ScalarType.Int32).contiguous().data<int>().ToArray();
            for (var i = 0; i < some.Count; i++)
            {
                var own = place.GetValueOrDefault(some[i], -1);
                for (var j = i * count; j < (i + 1) * count; j++)
                {
                    if (positions[j] != own)
                        found.Offer(some[i], members[positions[j]], distances[j]);
                }
            }
        }
    }

    // A row whose lists have too few others looks through all.
    private void Complete(FeatureMatrix rows, Found found, bool withoutSelf, CancellationToken cancellationToken)
    {
        var lacking = Enumerable.Range(0, rows.Rows).Where(found.Lacks).ToList();
        if (lacking.Count == 0)
            return;
        var count = found.Neighbours + (withoutSelf ? 1 : 0);
        var (ids, distances) = NearestRows.Of(rows.Select(lacking), _pool, count, cancellationToken);
        for (var i = 0; i < lacking.Count; i++)
        {
            found.Clear(lacking[i]);
            for (var j = i * count; j < (i + 1) * count; j++)
            {
                if (!withoutSelf || ids[j] != lacking[i])
                    found.Offer(lacking[i], ids[j], distances[j]);
            }
        }
    }

    /// <summary>The nearest rows of each row so far, in order.</summary>
    private sealed class Found
    {
        public Found(int rows, int neighbours)
        {
            Neighbours = neighbours;
            Ids = new int[(long)rows * neighbours];
            Distances = new float[Ids.Length];
            Array.Fill(Distances, float.PositiveInfinity);
        }

        public int Neighbours { get; }

        public int[] Ids { get; }

        public float[] Distances { get; }

        public bool Lacks(int row) => float.IsPositiveInfinity(Distances[(row + 1) * Neighbours - 1]);

        public void Clear(int row) => Array.Fill(Distances, float.PositiveInfinity, row * Neighbours, Neighbours);

        public void Offer(int row, int other, float distance)
        {
            var first = row * Neighbours;
            var last = first + Neighbours - 1;
            if (distance >= Distances[last])
                return;
            while (last > first && Distances[last - 1] > distance)
            {
                (Ids[last], Distances[last]) = (Ids[last - 1], Distances[last - 1]);
                last--;
            }
            (Ids[last], Distances[last]) = (other, distance);
        }
    }
}
