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
internal static class InvertedLists
{
    /// <summary>How many of the nearest lists a row looks through.</summary>
    public const int Probes = 16;

    private const int SampleOfAList = 50;
    private const int RowsAtOnce = 4_096;
    private const int ValuesAtOnce = 1 << 23;

    /// <summary>Of each row its nearest other rows, as far as they are in the lists that it looks through.</summary>
    /// <param name="pool">[n, d].</param>
    /// <param name="neighbours">k, less than n.</param>
    /// <param name="lists">How many lists, at most n.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Row-major [n, k]: indices and squared distances, the nearest first.</returns>
    public static (int[] Ids, float[] Distances) Within(FeatureMatrix pool, int neighbours, int lists, CancellationToken cancellationToken)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var probed = Math.Min(Probes, lists);
        var probes = NearestCentres(pool, Centres(pool, lists), probed, cancellationToken);              // [n × probed]
        var members = RowsOf(Enumerable.Range(0, pool.Rows).Select(row => (row, probes[row * probed])), lists);
        var seekers = RowsOf(Enumerable.Range(0, probes.Length).Select(i => (i / probed, probes[i])), lists);
        var found = new Found(pool.Rows, neighbours);
        for (var list = 0; list < lists; list++)
            LookThrough(pool, members[list], seekers[list], found, cancellationToken);
        Complete(pool, found, cancellationToken);
        return (found.Ids, found.Distances);
    }

    private static Tensor Centres(FeatureMatrix pool, int lists)
    {
        using var scope = NewDisposeScope();
        var stride = Math.Max(1, pool.Rows / (lists * SampleOfAList));
        var sample = pool.Select([.. Enumerable.Range(0, pool.Rows).Where(row => row % stride == 0)]).ToTensor();
        return KMeans.Cluster(sample, lists, SeededRandom.Create(0, "inverted lists")).Centres.MoveToOuterDisposeScope();
    }

    private static int[] NearestCentres(FeatureMatrix pool, Tensor centres, int count, CancellationToken cancellationToken)
    {
        var nearest = new int[pool.Rows * count];
        for (var start = 0; start < pool.Rows; start += RowsAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var part = pool.ToTensor(start, Math.Min(RowsAtOnce, pool.Rows - start));
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

    private static void LookThrough(FeatureMatrix pool, List<int> members, List<int> seekers, Found found, CancellationToken cancellationToken)
    {
        if (members.Count == 0)
            return;
        using var scope = NewDisposeScope();
        var place = members.Select((row, position) => (row, position)).ToDictionary(member => member.row, member => member.position);
        var list = pool.Select(members).ToTensor();                                                      // [m, d]
        // One more than wanted, since a row of the list is the nearest to itself.
        var count = Math.Min(found.Neighbours + 1, members.Count);
        var atOnce = Math.Clamp(ValuesAtOnce / members.Count, 1, RowsAtOnce);
        for (var start = 0; start < seekers.Count; start += atOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var block = NewDisposeScope();
            var rows = seekers.GetRange(start, Math.Min(atOnce, seekers.Count - start));
            var (values, indices) = MatrixTensors.SquaredDistances(pool.Select(rows).ToTensor(), list).topk(count, 1, largest: false);
            var distances = values.contiguous().data<float>().ToArray();
            var positions = indices.to(ScalarType.Int32).contiguous().data<int>().ToArray();
            for (var i = 0; i < rows.Count; i++)
            {
                var own = place.GetValueOrDefault(rows[i], -1);
                for (var j = i * count; j < (i + 1) * count; j++)
                {
                    if (positions[j] != own)
                        found.Offer(rows[i], members[positions[j]], distances[j]);
                }
            }
        }
    }

    // A row whose lists have too few others looks through all.
    private static void Complete(FeatureMatrix pool, Found found, CancellationToken cancellationToken)
    {
        var lacking = Enumerable.Range(0, pool.Rows).Where(found.Lacks).ToList();
        if (lacking.Count == 0)
            return;
        var count = found.Neighbours + 1;
        var (ids, distances) = NearestRows.Of(pool.Select(lacking), pool, count, cancellationToken);
        for (var i = 0; i < lacking.Count; i++)
        {
            found.Clear(lacking[i]);
            for (var j = i * count; j < (i + 1) * count; j++)
            {
                if (ids[j] != lacking[i])
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
