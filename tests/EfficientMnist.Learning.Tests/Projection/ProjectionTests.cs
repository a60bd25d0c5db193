using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Projection;
using EfficientMnist.Learning.Projection.Tsne;
using EfficientMnist.Learning.Projection.Umap;

namespace EfficientMnist.Learning.Tests.Projection;

[Collection(NothingBeside.Name)]
public sealed class ProjectionTests
{
    private const int PerCloud = 60;

    public static TheoryData<string> Methods => ["pca", "umap", "tsne"];

    [Fact]
    public void Options_Defaults_ArePinned()
    {
        Assert.Equal(new UmapOptions { Neighbours = 15, MinDistance = 0.1, NegativeSamples = 5 }, new UmapOptions());
        Assert.Equal(new TsneOptions { Perplexity = 30, Iterations = 1_000, Angle = 0.5 }, new TsneOptions());
    }

    [Fact]
    public void Options_OutOfRange_NameTheRange()
    {
        Assert.Contains("2 to 200", Assert.Throws<RefusalException>(() => new UmapProjection(new UmapOptions { Neighbours = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("0 to 0.99", Assert.Throws<RefusalException>(() => new UmapProjection(new UmapOptions { MinDistance = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("1 to 50", Assert.Throws<RefusalException>(() => new UmapProjection(new UmapOptions { NegativeSamples = 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("2 to 100", Assert.Throws<RefusalException>(() => new TsneProjection(new TsneOptions { Perplexity = double.NaN })).Message, StringComparison.Ordinal);
        Assert.Contains("250 to 5000", Assert.Throws<RefusalException>(() => new TsneProjection(new TsneOptions { Iterations = 10 })).Message, StringComparison.Ordinal);
        Assert.Contains("0 to 1", Assert.Throws<RefusalException>(() => new TsneProjection(new TsneOptions { Angle = 2 })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Project_CloudsApart_StayApart(string method)
    {
        var picture = Of(method).Project(Clouds(3), seed: 1);
        for (var row = 0; row < picture.Rows; row++)
        {
            var nearest = Enumerable.Range(0, picture.Rows).Where(other => other != row).MinBy(other => Distance(picture, row, other));
            Assert.Equal(row / PerCloud, nearest / PerCloud);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Project_Twice_IsTheSame(string method) =>
        Assert.Equal(Of(method).Project(Clouds(2), seed: 3).Values.ToArray(), Of(method).Project(Clouds(2), seed: 3).Values.ToArray());

    [Fact]
    public void Umap_AnotherSeed_IsAnotherPicture() =>
        Assert.NotEqual(Of("umap").Project(Clouds(2), seed: 3).Values.ToArray(), Of("umap").Project(Clouds(2), seed: 4).Values.ToArray());

    [Theory]
    [InlineData("pca", 2)]
    [InlineData("umap", 2)]
    [InlineData("tsne", 2)]
    [InlineData("umap", 5)]
    [InlineData("tsne", 5)]
    public void Project_FewRows_AreDrawn(string method, int rows)
    {
        var picture = Of(method).Project(Clouds(1).Select([.. Enumerable.Range(0, rows)]), seed: 1);
        Assert.Equal((rows, 2), (picture.Rows, picture.Columns));
        Assert.All(picture.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Project_CopiesOfOneImage_StayFinite(string method)
    {
        var picture = Of(method).Project(new FeatureMatrix([.. Enumerable.Repeat(1.5f, 40 * 3)], 40, 3), seed: 1);
        Assert.All(picture.Values.ToArray(), value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Project_OneRow_IsRefused(string method) =>
        Assert.Contains("at least 2", Assert.Throws<RefusalException>(() => Of(method).Project(new FeatureMatrix(1, 4), seed: 1)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("umap")]
    [InlineData("tsne")]
    public void Project_Progress_EndsWithTheWholeLayout(string method)
    {
        var steps = new Steps();
        Of(method).Project(Clouds(2), seed: 1, steps);
        Assert.Equal(["neighbours", "layout"], steps.Seen.Select(step => step.Name).Distinct());
        Assert.Equal(new ProjectionStep("layout", 1), steps.Seen[^1]);
    }

    [Theory]
    [InlineData("umap")]
    [InlineData("tsne")]
    public void Project_Cancelled_Ends(string method) =>
        Assert.Throws<OperationCanceledException>(() => Of(method).Project(Clouds(2), seed: 1, cancellationToken: new CancellationToken(true)));

    [Fact]
    public void Pca_OfAPlane_HoldsAllVariance()
    {
        // x, y and three copies of a mix of both.
        var random = new Random(1);
        var rows = Enumerable.Range(0, 50).Select(_ => (X: random.NextSingle() * 10, Y: random.NextSingle())).ToArray();
        var features = new FeatureMatrix([.. rows.SelectMany(p => new[] { p.X, p.Y, p.X + p.Y, p.X + p.Y, 7 })], 50, 5);
        var picture = new PcaProjection().Project(features, seed: 1);
        Assert.Equal(1, PcaProjection.ExplainedVariance(features, picture), 1e-4);
        Assert.Equal(Distance(features, 3, 17), Distance(picture, 3, 17), 1e-2);
        Assert.True(Variance(picture, 0) > Variance(picture, 1));
    }

    private static IProjection Of(string method) => method switch
    {
        "pca" => new PcaProjection(),
        "umap" => new UmapProjection(new UmapOptions()),
        "tsne" => new TsneProjection(new TsneOptions { Iterations = 400 }),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "No such projection."),
    };

    /// <summary>Normal clouds of 60 points in 10 dimensions, 12 deviations apart.</summary>
    private static FeatureMatrix Clouds(int count)
    {
        var random = new Random(5);
        var values = new List<float>();
        for (var i = 0; i < count * PerCloud; i++)
        {
            for (var d = 0; d < 10; d++)
            {
                var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                values.Add((float)(normal + (d == i / PerCloud ? 12 : 0)));
            }
        }
        return new FeatureMatrix([.. values], count * PerCloud, 10);
    }

    private static double Distance(FeatureMatrix matrix, int a, int b) =>
        Math.Sqrt(Enumerable.Range(0, matrix.Columns).Sum(c => Math.Pow(matrix[a, c] - matrix[b, c], 2)));

    private static double Variance(FeatureMatrix matrix, int column) => Enumerable.Range(0, matrix.Rows).Average(row => Math.Pow(matrix[row, column], 2));

    private sealed class Steps : IProgress<ProjectionStep>
    {
        public List<ProjectionStep> Seen { get; } = [];

        public void Report(ProjectionStep value) => Seen.Add(value);
    }
}
