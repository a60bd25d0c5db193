using System.Text.Json;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Classifiers;

public sealed class KernelRidgeTests
{
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public void Options_Defaults_ArePinned()
    {
        Assert.Equal(new KernelRidgeOptions { Gamma = 0.3, Ridge = 0.05, Temperature = 0.12, Calibrate = false }, new KernelRidgeOptions());
        Assert.Equal("calibrate=off,gamma=0.3,ridge=0.05,temperature=0.12", string.Join(',', ClassifierCatalog.Create("kernel", None).Options.Select(o => $"{o.Key}={o.Value}")));
    }

    [Theory]
    [InlineData("gamma", "0", "gamma='0' must be a number from 0.001 to 100.")]
    [InlineData("ridge", "many", "ridge='many' must be a number from 1E-06 to 100.")]
    [InlineData("gama", "1", "classifier kernel has no option 'gama'. Did you mean gamma? There are calibrate, gamma, ridge, temperature.")]
    public void Catalog_WithABadOption_NamesWhatIsAllowed(string name, string value, string message)
    {
        var exception = Assert.Throws<RefusalException>(() => ClassifierCatalog.Create("kernel", new Dictionary<string, string> { [name] = value }));
        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public void Catalog_OfAnUnknownKind_ListsTheKinds()
    {
        var exception = Assert.Throws<RefusalException>(() => ClassifierCatalog.Create("oracle", None));
        Assert.Equal("There is no classifier 'oracle'; choose one of kernel, linear, mlp, knn.", exception.Message);
    }

    [Fact]
    public void Scores_OfTwoExamples_MatchTheClosedForm()
    {
        // K = [[1+r, k], [k, 1+r]] with k = exp(−γ·4); by symmetry the weights of class 0 are ±½/(1 + r − k).
        var (gamma, ridge) = (0.3, 0.1);
        var fitted = new KernelRidge(new KernelRidgeOptions { Gamma = gamma, Ridge = ridge }).Fit(new FeatureMatrix([0, 2], 2, 1), [0, 1], 2);
        var scores = fitted.Scores(new FeatureMatrix([0.5f], 1, 1));

        var weight = 0.5 / (1 + ridge - Math.Exp(-gamma * 4));
        var expected = weight * (Math.Exp(-gamma * 0.25) - Math.Exp(-gamma * 2.25));
        Assert.Equal(expected, scores[0, 0], 1e-5);
        Assert.Equal(-expected, scores[0, 1], 1e-5);

        var probabilities = fitted.Probabilities(new FeatureMatrix([0.5f], 1, 1));
        Assert.Equal(1 / (1 + Math.Exp(-2 * expected / 0.12)), probabilities[0, 0], 1e-5);
        Assert.Equal(1, probabilities[0, 0] + probabilities[0, 1], 1e-6);
    }

    [PythonFact("sklearn.kernel_ridge")]
    public void Scores_OfRandomExamples_EqualScikitLearns()
    {
        var random = new Random(2);
        FeatureMatrix Draw(int rows) => new([.. Enumerable.Range(0, rows * 7).Select(_ => (float)random.NextDouble())], rows, 7);
        var (train, test) = (Draw(60), Draw(25));
        int[] labels = [.. Enumerable.Range(0, 60).Select(_ => random.Next(4))];
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["task.json"], JsonSerializer.Serialize(new
        {
            train = Rows(train),
            labels,
            test = Rows(test),
            classes = 4,
            gamma = 0.7,
            ridge = 0.04,
        }));
        var output = PythonFactAttribute.Peer("sklearn.kernel_ridge", "kernel_ridge.py", folder["task.json"]);
        var expected = JsonSerializer.Deserialize<float[][]>(output)!;

        var scores = new KernelRidge(new KernelRidgeOptions { Gamma = 0.7, Ridge = 0.04 }).Fit(train, labels, 4).Scores(test);

        for (var row = 0; row < test.Rows; row++)
        {
            for (var column = 0; column < 4; column++)
                Assert.Equal(expected[row][column], scores[row, column], 1e-4f);
        }
    }

    [Theory]
    [InlineData("kernel")]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("knn")]
    public void Fit_OnSeparableClasses_PredictsThemAndSurvivesAnAbsentClass(string kind)
    {
        var (features, labels) = Clusters(150);
        // One class is around the origin, where an angle tells nothing.
        var fitted = ClassifierCatalog.Create(kind, kind == "knn" ? new Dictionary<string, string> { ["metric"] = "euclidean" } : None).Fit(features, labels, 4);
        var (unseen, truth) = Clusters(60, seed: 8);

        Assert.Equal(4, fitted.Classes);
        Assert.Equal(truth, fitted.Scores(unseen).ArgMax());
        Assert.Equal(truth, fitted.Probabilities(unseen).ArgMax());
        Assert.Equal(0, fitted.Scores(new FeatureMatrix(0, 2)).Rows);
    }

    [Theory]
    [InlineData("kernel")]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("knn")]
    public void Fit_OnNonsense_NamesTheNumbers(string kind)
    {
        var classifier = ClassifierCatalog.Create(kind, None);
        Assert.Equal("2 rows of features and 1 labels do not make a training set.", Assert.Throws<ArgumentException>(() => classifier.Fit(new FeatureMatrix(2, 2), [0], 3)).Message);
        Assert.Equal("Label 3 of row 1 is none of 0 to 2.", Assert.Throws<ArgumentException>(() => classifier.Fit(new FeatureMatrix(2, 2), [0, 3], 3)).Message);
        var fitted = classifier.Fit(new FeatureMatrix([0, 1, 1, 0], 2, 2), [0, 1], 2);
        Assert.Throws<ArgumentException>(() => fitted.Scores(new FeatureMatrix(1, 5)));
    }

    [Fact]
    public void Fit_OnMoreLabelsThanItsMemoryHolds_NamesTheRemedy()
    {
        var error = Assert.Throws<RefusalException>(() => new KernelRidge(new KernelRidgeOptions()).Fit(new FeatureMatrix(20_001, 1), new int[20_001], 2));
        Assert.Contains("20,000 labels at most, not from 20,001", error.Message, StringComparison.Ordinal);
        Assert.Contains("classifier.kind=mlp or linear", error.Message, StringComparison.Ordinal);
    }

    // Classes 0, 1, 2 around three corners; class 3 never occurs.
    private static (FeatureMatrix Features, int[] Labels) Clusters(int count, int seed = 4)
    {
        var random = new Random(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        float Near(int middle) => middle + (float)(random.NextDouble() - 0.5) * 0.4f;
        return (new FeatureMatrix([.. labels.SelectMany(l => new[] { Near(l == 1 ? 1 : 0), Near(l == 2 ? 1 : 0) })], count, 2), labels);
    }

    private static float[][] Rows(FeatureMatrix matrix) => [.. Enumerable.Range(0, matrix.Rows).Select(r => matrix.Row(r).ToArray())];
}
