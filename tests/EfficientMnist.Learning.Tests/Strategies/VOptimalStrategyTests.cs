using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Strategies;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Strategies;

public sealed class VOptimalStrategyTests
{
    private const double Ridge = 0.05;

    // Nine images in one place, three in another, one far from both: for the kernel there is nothing between them.
    private static readonly float[] Places = [.. Enumerable.Repeat(0f, 9), .. Enumerable.Repeat(100f, 3), 200f];

    private readonly VOptimalStrategy _strategy = new();

    [Fact]
    public void Posterior_OfOneLabel_IsWhatTheFormulaGivesByHand()
    {
        var space = new KernelSpace(Line(0, 1, 3), 0.3, Ridge);

        using var posterior = new PosteriorCovariance(space, [0, 1, 2], labelled: [1], more: 0);
        using var covariance = posterior.Between(.., ..);

        // C(x, y) = k(x, y) − k(x, 1)·k(1, y) / (1 + ridge).
        double K(double x, double y) => Math.Exp(-0.3 * (x - y) * (x - y));
        double[] points = [0, 1, 3];
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
                Assert.Equal(K(points[i], points[j]) - K(points[i], 1) * K(1, points[j]) / (1 + Ridge), covariance[i, j].item<double>(), 1e-6);
            Assert.Equal(covariance[i, i].item<double>(), posterior.Variances[i].item<double>(), 1e-6);
        }
    }

    [Fact]
    public void Posterior_LabelByLabel_IsThatOfTheInverse()
    {
        var random = new Random(4);
        var features = new FeatureMatrix([.. Enumerable.Range(0, 40 * 3).Select(_ => 2 * random.NextSingle())], 40, 3);
        int[] images = [.. Enumerable.Range(10, 30)];
        using var scope = NewDisposeScope();

        using var posterior = new PosteriorCovariance(new KernelSpace(features, 0.3, Ridge), images, [.. Enumerable.Range(0, 10)], more: 2);
        using var before = posterior.Between(.., ..);
        using var lost = posterior.Label(5);
        using var alsoLost = posterior.Label(20);
        using var after = posterior.Between(.., ..);

        AssertClose(Direct([.. Enumerable.Range(0, 10)]), before);
        AssertClose(Direct([.. Enumerable.Range(0, 10), 15, 30]), after);
        AssertClose(before - lost.outer(lost) - alsoLost.outer(alsoLost), after);
        AssertClose(after.diagonal(), posterior.Variances);

        Tensor Direct(int[] labelled)
        {
            var (x, known) = (Rows(images), Rows(labelled));
            var kernel = Kernel(known, known) + Ridge * eye(labelled.Length, dtype: float64);
            return Kernel(x, x) - Kernel(x, known).matmul(linalg.inv(kernel)).matmul(Kernel(known, x));
        }
        Tensor Rows(int[] ids) => tensor([.. features.Select(ids).Values.ToArray().Select(v => (double)v)], [ids.Length, 3]);
        static Tensor Kernel(Tensor a, Tensor b) => (-0.3 * (a.unsqueeze(1) - b.unsqueeze(0)).square().sum(2)).exp();
        static void AssertClose(Tensor expected, Tensor actual) => Assert.Equal(0, (expected - actual).abs().max().item<double>(), 1e-5);
    }

    [Fact]
    public void Select_OfGroupsInEqualDoubt_TakesOneOfEachTheLargestFirst()
    {
        var picks = _strategy.Select(Doubting(Places, [.. Places.Select(_ => 0f)]), 3);

        // Within a group k = 1: an image takes 9, 3 or 1 of 13 variances away, each by 1 / (1 + ridge). The first of equals.
        Assert.Equal([0, 9, 12], picks.Select(p => p.Index));
        Assert.All(picks.Zip([9, 3, 1]), pair => Assert.Equal(pair.Second / (13 * (1 + Ridge)), pair.First.Score, 1e-5));
    }

    [Fact]
    public void Select_WithALabelInTheLargestGroup_TakesTheOthersFirst()
    {
        var picks = _strategy.Select(Doubting(Places, [.. Places.Select(_ => 0f)], labelled: [4]), 3);

        Assert.Equal([9, 12, 0], picks.Select(p => p.Index));
        // Next to one label the variance is 1 − 1 / (1 + ridge) = v; the eight without one then count 8·v² / (v + ridge).
        var v = 1 - 1 / (1 + Ridge);
        Assert.Equal(8 * v * v / (v + Ridge) / (8 * v + 4), picks[2].Score, 1e-5);
    }

    [Fact]
    public void Select_WhereTheLargestGroupIsCertain_TakesWhatIsInDoubt()
    {
        // Margins of 0.9, 0 and 0.5.
        float[] margins = [.. Enumerable.Repeat(0.9f, 9), .. Enumerable.Repeat(0f, 3), 0.5f];

        var selection = _strategy.Select(Doubting(Places, margins), 2, withUtilities: true);

        // (1 − m) · group · (1 − m)² / (1 + ridge), of Σ (1 − m)² = 9·0.01 + 3 + 0.25.
        var total = 9 * 0.01 + 3 + 0.25;
        Assert.Equal([9, 12], selection.Picks.Select(p => p.Index));
        Assert.Equal(Enumerable.Range(0, 13), selection.Utilities!.Select(u => u.Index));
        Assert.Equal(0.1 * 9 * 0.01 / (1 + Ridge) / total, selection.Utilities![0].Score, 1e-5);
        Assert.Equal(3 / (1 + Ridge) / total, selection.Utilities![9].Score, 1e-5);
        Assert.Equal(0.5 * 0.25 / (1 + Ridge) / total, selection.Utilities![12].Score, 1e-5);
    }

    [Fact]
    public void Select_OfABatch_TakesWhatTheFormulaWrittenOutTakes()
    {
        var random = new Random(8);
        float[] places = [.. Enumerable.Range(0, 60).Select(_ => 8 * random.NextSingle())];
        float[] margins = [.. Enumerable.Range(0, 60).Select(_ => random.NextSingle())];

        var picks = _strategy.Select(Doubting(places, margins, labelled: [.. Enumerable.Range(50, 10)]), 12);

        var c = new double[60, 60];
        for (var x = 0; x < 60; x++)
        {
            for (var y = 0; y < 60; y++)
                c[x, y] = Math.Exp(-0.3 * Math.Pow(places[x] - places[y], 2));
        }
        for (var label = 50; label < 60; label++)
            Learn(label);
        double Doubt(int x) => 1 - margins[x];
        var total = Enumerable.Range(0, 50).Sum(z => Doubt(z) * Doubt(z) * c[z, z]);
        var free = Enumerable.Range(0, 50).ToList();
        foreach (var pick in picks)
        {
            double Worth(int x) => Doubt(x) * Enumerable.Range(0, 50).Sum(z => Math.Pow(Doubt(z) * c[z, x], 2)) / (c[x, x] + Ridge) / total;
            Assert.Equal(free.MaxBy(Worth), pick.Index);
            Assert.Equal(Worth(pick.Index), pick.Score, 1e-5);
            free.Remove(pick.Index);
            Learn(pick.Index);
        }

        void Learn(int z)
        {
            var (column, noise) = (Enumerable.Range(0, 60).Select(x => c[x, z]).ToArray(), c[z, z] + Ridge);
            for (var x = 0; x < 60; x++)
            {
                for (var y = 0; y < 60; y++)
                    c[x, y] -= column[x] * column[y] / noise;
            }
        }
    }

    [Fact]
    public void Select_WhereNothingIsInDoubt_TakesTheFirst()
    {
        var picks = _strategy.Select(Doubting(Places, [.. Places.Select(_ => 1f)]), 3);

        Assert.Equal([0, 1, 2], picks.Select(p => p.Index));
        Assert.All(picks, p => Assert.Equal(0, p.Score));
    }

    [Fact]
    public void Select_OfManyImages_ComparesTheSixHundredOfTheSmallestMargin()
    {
        var margins = Enumerable.Range(0, 1_200).Select(i => i * 7 % 1_200 / 1_200f).ToArray();
        var context = Doubting([.. Enumerable.Range(0, 1_200).Select(i => i / 100f)], margins);

        var compared = _strategy.Select(context, 20, withUtilities: true).Utilities!.Select(u => u.Index).ToArray();

        Assert.Equal(Enumerable.Range(0, 1_200).OrderBy(i => margins[i]).Take(600).Order(), compared);
    }

    [Fact]
    public void Select_OfMoreThanSixHundred_GivesAsManyAsAreWanted()
    {
        var context = Doubting([.. Enumerable.Range(0, 700).Select(i => i / 10f)], new float[700]);

        Assert.Equal(650, _strategy.Select(context, 650).Select(p => p.Index).Distinct().Count());
    }

    [Fact]
    public void KernelSpace_OfAClassifier_IsItsOwnOrTheUsualOne()
    {
        var features = Line(0, 1);

        var own = KernelSpace.Of(features, new KernelRidge(new KernelRidgeOptions { Gamma = 0.7, Ridge = 0.2 }));
        var usual = KernelSpace.Of(features, ClassifierCatalog.Create("knn", new Dictionary<string, string>()));

        Assert.Equal((0.7, 0.2), (own.Gamma, own.Ridge));
        Assert.Equal((0.3, 0.05), (usual.Gamma, usual.Ridge));
    }

    private static FeatureMatrix Line(params float[] places) => new(places, places.Length, 1);

    // Two classes, the first of them likelier by the margin.
    private static QueryContext Doubting(float[] places, float[] margins, int[]? labelled = null) =>
        Pools.Believing([.. margins.Select(m => new[] { (1 + m) / 2, (1 - m) / 2 })], Line(places), labelled);
}
