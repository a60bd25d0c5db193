using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.Cleaning;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Tests.Cleaning;

public sealed class ConfidentLearningTests
{
    [Fact]
    public void Suspects_OfSixImages_AreTheOffDiagonalOfTheConfidentJoint()
    {
        // Thresholds by hand: class 0 (0.8 + 0.6 + 0.1) / 3 = 0.5, class 1 (0.7 + 0.9 + 0.2) / 3 = 0.6, class 2 of nobody.
        var probabilities = new FeatureMatrix(
            [
                0.8f, 0.1f, 0.1f,
                0.6f, 0.4f, 0.0f,
                0.1f, 0.8f, 0.1f, // given 0, confidently 1
                0.1f, 0.7f, 0.2f,
                0.1f, 0.9f, 0.0f,
                0.55f, 0.2f, 0.25f, // given 1, confidently 0
            ],
            6, 3);
        int[] labels = [0, 0, 0, 1, 1, 1];

        var thresholds = ConfidentLearning.Thresholds(probabilities, labels);
        var suspects = ConfidentLearning.Suspects(probabilities, labels);

        Assert.Equal(0.5, thresholds[0], 1e-6);
        Assert.Equal(0.6, thresholds[1], 1e-6);
        Assert.Equal(double.PositiveInfinity, thresholds[2]);
        Assert.Equal([(2, 1), (5, 0)], suspects.Select(s => (s.Row, s.Suggested)));
        Assert.Equal(0.1 - 0.8, suspects[0].Margin, 1e-6);
        Assert.Equal(0.2 - 0.55, suspects[1].Margin, 1e-6);
    }

    [Fact]
    public void Suspects_OfAClassThatTheClassifierHardlyBelievesIn_AreNone()
    {
        // The only image given class 2 has 3 % of it, so the threshold of that class is 0.03; row 0 reaches it with 4 %.
        var probabilities = new FeatureMatrix([0.46f, 0.5f, 0.04f, 0.9f, 0.1f, 0f, 0.05f, 0.92f, 0.03f, 0.07f, 0.9f, 0.03f], 4, 3);

        Assert.DoesNotContain(ConfidentLearning.Suspects(probabilities, [0, 0, 1, 2]), suspect => suspect.Suggested == 2);
    }

    [Fact]
    public void Suspects_WhereNoClassIsConfident_AreNone()
    {
        // Both thresholds are above 0.5: (0.9 + 0.45) / 2 and (0.95 + 0.4) / 2.
        var probabilities = new FeatureMatrix([0.9f, 0.1f, 0.45f, 0.55f, 0.05f, 0.95f, 0.6f, 0.4f], 4, 2);

        Assert.Empty(ConfidentLearning.Suspects(probabilities, [0, 0, 1, 1]));
    }

    [Theory]
    [InlineData("kernel")]
    [InlineData("linear")]
    public void Suspects_OfClustersWithWrongLabels_AreThoseWithFewOthers(string kind)
    {
        var random = new Random(5);
        int[] truth = [.. Enumerable.Range(0, 300).Select(i => i % 3)];
        var features = new FeatureMatrix(
            [.. truth.SelectMany(c => new[] { (float)(c + 0.2 * random.NextDouble()), (float)(c % 2 + 0.2 * random.NextDouble()) })], 300, 2);
        int[] wrong = [.. Enumerable.Range(0, 300).Where(i => i % 11 == 0)];
        int[] given = [.. truth.Select((c, i) => wrong.Contains(i) ? (c + 1) % 3 : c)];

        var heldOut = HeldOut.Probabilities(ClassifierCatalog.Create(kind, new Dictionary<string, string>()), features, given, 3, new Random(1));
        var suspects = ConfidentLearning.Suspects(heldOut, given);

        Assert.Equal(wrong, suspects.Select(s => s.Row).Order());
        Assert.All(suspects, s => Assert.Equal(truth[s.Row], s.Suggested));
    }

    [Fact]
    public void HeldOut_InClosedForm_IsWhatFittingOnTheOthersGives()
    {
        var random = new Random(3);
        var features = new FeatureMatrix([.. Enumerable.Range(0, 40).Select(_ => (float)random.NextDouble())], 20, 2);
        int[] labels = [.. Enumerable.Range(0, 20).Select(i => i % 3)];
        var ridge = new KernelRidge(new KernelRidgeOptions());

        var heldOut = HeldOut.Probabilities(ridge, features, labels, 3, new Random(1));

        for (var row = 0; row < 20; row++)
        {
            int[] rest = [.. Enumerable.Range(0, 20).Where(other => other != row)];
            var refitted = ridge.Fit(features.Select(rest), [.. rest.Select(other => labels[other])], 3).Probabilities(features.Select([row]));
            for (var c = 0; c < 3; c++)
                Assert.Equal(refitted[0, c], heldOut[row, c], 1e-4f);
        }
    }

    [Fact]
    public void Nonsense_IsRefusedWithItsNumbers()
    {
        Assert.StartsWith("2 rows of probabilities and 1 labels", Assert.Throws<ArgumentException>(() => ConfidentLearning.Suspects(new FeatureMatrix(2, 2), [0])).Message, StringComparison.Ordinal);
        Assert.StartsWith("Label 2 of row 1", Assert.Throws<ArgumentException>(() => ConfidentLearning.Suspects(new FeatureMatrix(2, 2), [0, 2])).Message, StringComparison.Ordinal);
        Assert.StartsWith("With one label", Assert.Throws<ArgumentException>(() =>
            HeldOut.Probabilities(new KernelRidge(new KernelRidgeOptions()), new FeatureMatrix(1, 2), [0], 2, new Random(1))).Message, StringComparison.Ordinal);
    }
}
