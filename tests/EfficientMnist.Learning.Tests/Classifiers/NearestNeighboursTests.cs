using System.Text.Json;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Classifiers;

public sealed class NearestNeighboursTests
{
    [Fact]
    public void Options_Defaults_ArePinned() =>
        Assert.Equal("k=10,metric=cosine,weights=distance", string.Join(',', Create().Options.Select(o => $"{o.Key}={o.Value}")));

    [Fact]
    public void Probabilities_OfAPointOnALine_AreTheSharesOfTheVotes()
    {
        // From 2: class 0 at distance 1 and 2, class 1 at distance 4.
        var examples = new FeatureMatrix([1, 0, 6], 3, 1);
        var uniform = Create(("k", "3"), ("metric", "euclidean"), ("weights", "uniform")).Fit(examples, [0, 0, 1], 2).Probabilities(new FeatureMatrix([2], 1, 1));
        var weighted = Create(("k", "3"), ("metric", "euclidean")).Fit(examples, [0, 0, 1], 2).Probabilities(new FeatureMatrix([2], 1, 1));

        Assert.Equal(2.0 / 3, uniform[0, 0], 1e-6);
        Assert.Equal((1 + 1 / 2.0) / (1 + 1 / 2.0 + 1 / 4.0), weighted[0, 0], 1e-6);
    }

    [Fact]
    public void Probabilities_OfAnImageThatIsLabelled_AreItsLabel()
    {
        var examples = new FeatureMatrix([1, 0, 0, 1, 1, 1], 3, 2);
        var shares = Create().Fit(examples, [0, 1, 2], 3).Probabilities(examples);
        for (var row = 0; row < 3; row++)
            Assert.Equal(1, shares[row, row], 1e-3);
    }

    [PythonFact("sklearn.neighbors")]
    public void Probabilities_OfRandomExamples_EqualScikitLearns()
    {
        var random = new Random(3);
        FeatureMatrix Draw(int rows) => new([.. Enumerable.Range(0, rows * 6).Select(_ => (float)random.NextDouble() - 0.5f)], rows, 6);
        var (train, test) = (Draw(120), Draw(40));
        int[] labels = [.. Enumerable.Range(0, 120).Select(_ => random.Next(4))];
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["task.json"], JsonSerializer.Serialize(new { train = Rows(train), labels, test = Rows(test), k = 7 }));
        var output = PythonFactAttribute.Peer("sklearn.neighbors", "neighbours.py", folder["task.json"]);
        var expected = JsonSerializer.Deserialize<Dictionary<string, float[][]>>(output)!;

        foreach (var metric in new[] { "cosine", "euclidean" })
        {
            foreach (var weights in new[] { "uniform", "distance" })
            {
                var shares = Create(("k", "7"), ("metric", metric), ("weights", weights)).Fit(train, labels, 4).Probabilities(test);
                for (var row = 0; row < test.Rows; row++)
                {
                    for (var c = 0; c < 4; c++)
                        Assert.Equal(expected[$"{metric} {weights}"][row][c], shares[row, c], 1e-4f);
                }
            }
        }
    }

    private static IClassifier Create(params (string Name, string Value)[] options) =>
        ClassifierCatalog.Create("knn", options.ToDictionary(o => o.Name, o => o.Value));

    private static float[][] Rows(FeatureMatrix matrix) => [.. Enumerable.Range(0, matrix.Rows).Select(r => matrix.Row(r).ToArray())];
}
