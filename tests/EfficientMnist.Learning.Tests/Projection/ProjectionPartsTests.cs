using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Projection;
using EfficientMnist.Learning.Projection.Tsne;
using EfficientMnist.Learning.Projection.Umap;

namespace EfficientMnist.Learning.Tests.Projection;

public sealed class ProjectionPartsTests
{
    [Theory]
    [InlineData(0.1, 1.5769, 0.8951)] // umap-learn's find_ab_params
    [InlineData(0.5, 0.5830, 1.3342)]
    public void AttractionCurve_OfALeastDistance_IsUmapLearns(double distance, double a, double b)
    {
        var curve = AttractionCurve.Of(distance);
        Assert.Equal(a, curve.A, 0.001);
        Assert.Equal(b, curve.B, 0.001);
    }

    [Fact]
    public void NeighbourGraph_OfALine_NamesTheNearest()
    {
        var graph = NeighbourGraph.Of(new FeatureMatrix([0, 1, 3, 7, 8], 5, 1), 2, null, CancellationToken.None);
        Assert.Equal([1, 2, 0, 2, 1, 0, 4, 2, 3, 2], graph.Ids);
        Assert.Equal([1, 9, 1, 4, 4, 9, 1, 16, 1, 25], graph.SquaredDistances.Select(d => MathF.Round(d, 3)));
    }

    [Fact]
    public void SparseRows_Symmetric_CombinesWhatMirrors()
    {
        // 0 → 1 (0.5), 1 → 2 (0.25), 2 → 1 (1).
        var rows = SparseRows.Symmetric(new NeighbourGraph(1, [1, 2, 1], [0, 0, 0]), [0.5f, 0.25f, 1], (a, b) => a + b - a * b);
        Assert.Equal([0, 1, 3, 4], rows.Starts);
        Assert.Equal([1, 2, 0, 1], rows.Columns);
        Assert.Equal([0.5f, 1, 0.5f, 1], rows.Values);
    }

    [Fact]
    public void FuzzyGraph_SeenFromEachImage_SumsToTheLogarithm()
    {
        var random = new Random(2);
        var graph = NeighbourGraph.Of(new FeatureMatrix([.. Enumerable.Range(0, 300).Select(_ => random.NextSingle())], 100, 3), 7, null, CancellationToken.None);
        var fuzzy = FuzzyGraph.Of(graph);
        for (var row = 0; row < 100; row++)
        {
            var values = fuzzy.Values[fuzzy.Starts[row]..fuzzy.Starts[row + 1]];
            Assert.Equal(1, values.Max(), 1e-6);
            // Joining only adds.
            Assert.True(values.Sum() > 3 - 1e-4);
        }
        AssertSymmetric(fuzzy);
    }

    [Fact]
    public void Affinities_OfAPool_SumToOneAndAreSymmetric()
    {
        var random = new Random(2);
        var graph = NeighbourGraph.Of(new FeatureMatrix([.. Enumerable.Range(0, 300).Select(_ => random.NextSingle())], 100, 3), 30, null, CancellationToken.None);
        var affinities = Affinities.Of(graph, 10);
        Assert.Equal(1, affinities.Values.Sum(v => (double)v), 1e-5);
        AssertSymmetric(affinities);
    }

    [Fact]
    public void Affinities_PerplexityOfEquidistantNeighbours_IsTheirNumber()
    {
        // Corners of a simplex: any two are as far apart as any other two, so each counts alike.
        var corners = new FeatureMatrix(11, 11);
        for (var i = 0; i < 11; i++)
            corners.MutableRow(i)[i] = 1;
        var affinities = Affinities.Of(NeighbourGraph.Of(corners, 10, null, CancellationToken.None), 10);
        Assert.All(affinities.Values, value => Assert.Equal(1.0 / 110, value, 1e-4));
    }

    [Theory]
    [InlineData(0, 1e-6)]
    [InlineData(0.5, 0.05)]
    public void QuadTree_Repulsion_IsTheSumOverAllPoints(double angle, double tolerance)
    {
        var random = new Random(3);
        // With a few copies of the same point, which no square can tell apart.
        var points = new FeatureMatrix([.. Enumerable.Range(0, 600).Select(i => i < 20 ? 0.5f : (float)(Math.Pow(random.NextDouble(), 3) * 40))], 300, 2);
        var tree = new QuadTree(points);
        Assert.Equal(Enumerable.Range(0, 300), tree.Order.Order());
        for (var place = 0; place < 300; place++)
        {
            var (x, y, sum) = tree.Repulsion(place, (float)(angle * angle));
            var (fx, fy, all) = BruteForce(points, tree.Order[place]);
            Assert.Equal(all, sum, tolerance * all);
            Assert.Equal(fx, x, tolerance * all);
            Assert.Equal(fy, y, tolerance * all);
        }
    }

    private static (double X, double Y, double Sum) BruteForce(FeatureMatrix points, int row)
    {
        var (x, y, sum) = (0.0, 0.0, 0.0);
        for (var other = 0; other < points.Rows; other++)
        {
            if (other == row)
                continue;
            double dx = points[row, 0] - points[other, 0], dy = points[row, 1] - points[other, 1];
            var q = 1 / (1 + dx * dx + dy * dy);
            (x, y, sum) = (x + q * q * dx, y + q * q * dy, sum + q);
        }
        return (x, y, sum);
    }

    private static void AssertSymmetric(SparseRows rows)
    {
        var entries = new Dictionary<(int, int), float>();
        for (var row = 0; row < rows.Rows; row++)
        {
            for (var i = rows.Starts[row]; i < rows.Starts[row + 1]; i++)
                entries.Add((row, rows.Columns[i]), rows.Values[i]);
        }
        Assert.All(entries, entry => Assert.Equal(entry.Value, entries[(entry.Key.Item2, entry.Key.Item1)], 1e-7f));
    }
}
