using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Classifiers;

public sealed class MultilayerPerceptronTests
{
    [Fact]
    public void Options_Defaults_ArePinned() => Assert.Equal(
        "batch=128,dropout=0.2,epochs=100,hidden=256,learning_rate=0.001,patience=10,seed=1,validation=0.1,weight_decay=0.01",
        string.Join(',', Create().Options.Select(o => $"{o.Key}={o.Value}")));

    [Theory]
    [InlineData("hidden", "0", "hidden='0' must be a whole number from 1 to 8192.")]
    [InlineData("dropout", "1", "dropout='1' must be a number from 0 to 0.9.")]
    public void Options_OutOfRange_NameTheRange(string name, string value, string message) =>
        Assert.Equal(message, Assert.Throws<RefusalException>(() => Create((name, value))).Message);

    [Fact]
    public void Fit_OnOppositeCorners_LearnsWhatNoLineCanTellApart()
    {
        var (features, labels) = Corners(400, seed: 1);
        var (unseen, truth) = Corners(200, seed: 2);

        Assert.True(Share(Create().Fit(features, labels, 2).Probabilities(unseen).ArgMax(), truth) > 0.97);
        Assert.True(Share(ClassifierCatalog.Create("linear", new Dictionary<string, string>()).Fit(features, labels, 2).Probabilities(unseen).ArgMax(), truth) < 0.7);
    }

    [Fact]
    public void Fit_Again_GivesTheSameToTheBitAndAnotherSeedDoesNot()
    {
        var (features, labels) = Corners(100, seed: 1);
        float[] Scores(params (string, string)[] options) => Create(options).Fit(features, labels, 2).Scores(features).Values.ToArray();

        Assert.Equal(Scores(), Scores());
        Assert.NotEqual(Scores(), Scores(("seed", "2")));
    }

    [Fact]
    public void Fit_OnLabelsThatMeanNothing_StopsBeforeItBelievesThem()
    {
        var random = new Random(5);
        var features = new FeatureMatrix([.. Enumerable.Range(0, 100 * 20).Select(_ => (float)random.NextDouble())], 100, 20);
        int[] noise = [.. Enumerable.Range(0, 100).Select(_ => random.Next(2))];
        double Learned(params (string, string)[] options) => Share(Create([("learning_rate", "0.003"), ("dropout", "0"), .. options]).Fit(features, noise, 2).Scores(features).ArgMax(), noise);

        Assert.InRange(Learned(("validation", "0")), 0.98, 1);
        Assert.InRange(Learned(("validation", "0.3"), ("patience", "3")), 0.3, 0.85);
    }

    private static IClassifier Create(params (string Name, string Value)[] options) =>
        ClassifierCatalog.Create("mlp", options.ToDictionary(o => o.Name, o => o.Value));

    private static double Share(int[] predicted, int[] truth) => predicted.Zip(truth, (p, t) => p == t ? 1.0 : 0).Average();

    // Class 1 where the signs of the two coordinates differ.
    private static (FeatureMatrix Features, int[] Labels) Corners(int count, int seed)
    {
        var random = new Random(seed);
        var values = new float[2 * count];
        for (var i = 0; i < values.Length; i++)
            values[i] = (random.Next(2) == 0 ? -1 : 1) + (float)(random.NextDouble() - 0.5);
        return (new FeatureMatrix(values, count, 2), [.. Enumerable.Range(0, count).Select(i => values[2 * i] * values[2 * i + 1] < 0 ? 1 : 0)]);
    }
}
