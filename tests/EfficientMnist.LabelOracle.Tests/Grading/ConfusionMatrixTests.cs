using System.Globalization;
using EfficientMnist.Core.Refusals;
using EfficientMnist.LabelOracle.Grading;

namespace EfficientMnist.LabelOracle.Tests.Grading;

public sealed class ConfusionMatrixTests
{
    [Fact]
    public void Of_AHandComputedCase_AgreesWithTheHand()
    {
        // Truth 0 0 0 1 1 2, predicted 0 0 1 1 2 2: F1 = 2·2/(3+2), 2·1/(2+2), 2·1/(1+2).
        var matrix = ConfusionMatrix.Of([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 2, 2], classes: 3);

        Assert.Equal([2, 1, 0, 0, 1, 1, 0, 0, 1], matrix.Counts);
        Assert.Equal(4.0 / 6.0, matrix.Accuracy, 12);
        Assert.Equal(((4.0 / 5.0) + (2.0 / 4.0) + (2.0 / 3.0)) / 3.0, matrix.MacroF1, 12);
    }

    [Fact]
    public void MacroF1_OfAClassNeverHit_CountsItAsNought()
    {
        var matrix = ConfusionMatrix.Of([0, 0, 1], [0, 0, 0], classes: 2);

        Assert.Equal(((4.0 / 5.0) + 0.0) / 2.0, matrix.MacroF1, 12);
    }

    [Fact]
    public void MacroF1_OfAClassThatOccursNowhere_LeavesItOut()
    {
        var matrix = ConfusionMatrix.Of([0, 1], [0, 1], classes: 5);

        Assert.Equal(1.0, matrix.MacroF1);
    }

    [Fact]
    public void Of_TheWrongNumberOfPredictions_NamesBothNumbers()
    {
        var error = Assert.Throws<RefusalException>(() => ConfusionMatrix.Of([0, 1], [0], classes: 2));
        Assert.Equal("There are 1 predictions for 2 test images; give one per image, in id order.", error.Message);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public void Of_APredictionOutsideTheClasses_NamesIt(int predicted)
    {
        var error = Assert.Throws<RefusalException>(() => ConfusionMatrix.Of([0, 1], [0, predicted], classes: 2));
        Assert.Equal($"Prediction 1 is {predicted}; classes are 0 … 1.", error.Message);
    }

    [Fact]
    public void Figures_OfRandomCases_HaveTheirProperties()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (truth, predictions, classes) = RandomCase(random);
            var matrix = ConfusionMatrix.Of(truth, predictions, classes);

            Assert.Equal(truth.Length, matrix.Counts.Sum());
            Assert.All(Enumerable.Range(0, classes), c => Assert.Equal(truth.Count(t => t == c), Enumerable.Range(0, classes).Sum(p => matrix[c, p])));
            Assert.All(Enumerable.Range(0, classes), c => Assert.Equal(predictions.Count(p => p == c), Enumerable.Range(0, classes).Sum(t => matrix[t, c])));
            Assert.Equal(truth.Zip(predictions).Count(pair => pair.First == pair.Second) / (double)truth.Length, matrix.Accuracy, 12);
            Assert.InRange(matrix.MacroF1, 0.0, 1.0);
            Assert.Equal(1.0, ConfusionMatrix.Of(truth, truth, classes).MacroF1);

            // Neither the order of the images nor the names of the classes matter.
            int[] order = [.. Enumerable.Range(0, truth.Length)], names = [.. Enumerable.Range(0, classes)];
            random.Shuffle(order);
            random.Shuffle(names);
            var renamed = ConfusionMatrix.Of([.. order.Select(i => names[truth[i]])], [.. order.Select(i => names[predictions[i]])], classes);
            Assert.Equal(matrix.Accuracy, renamed.Accuracy, 12);
            Assert.Equal(matrix.MacroF1, renamed.MacroF1, 12);

            // Truth and prediction play the same part in F1.
            Assert.Equal(matrix.MacroF1, ConfusionMatrix.Of(predictions, truth, classes).MacroF1, 12);
        }
    }

    [SklearnFact]
    public async Task Figures_OfRandomCases_AgreeWithScikitLearn()
    {
        var cases = Enumerable.Range(0, 40).Select(seed => RandomCase(new Random(seed))).ToList();
        var input = string.Join('\n', cases.Select(c => $"{string.Join(' ', c.Truth)};{string.Join(' ', c.Predictions)}"));

        var peers = await SklearnFactAttribute.RunAsync(
            """
            import sys
            from sklearn.metrics import accuracy_score, f1_score
            for line in sys.stdin:
                t, p = ([int(x) for x in part.split()] for part in line.split(";"))
                print(repr(accuracy_score(t, p)), repr(f1_score(t, p, average="macro", zero_division=0)))
            """,
            input);

        foreach (var (given, peer) in cases.Zip(peers.Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            var ours = ConfusionMatrix.Of(given.Truth, given.Predictions, given.Classes);
            var theirs = peer.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(theirs[0], ours.Accuracy, 12);
            Assert.Equal(theirs[1], ours.MacroF1, 12);
        }
    }

    private static (int[] Truth, int[] Predictions, int Classes) RandomCase(Random random)
    {
        var classes = random.Next(1, 12);
        var images = random.Next(1, 80);
        int[] truth = [.. Enumerable.Range(0, images).Select(_ => random.Next(classes))];
        int[] predictions = [.. truth.Select(t => random.Next(2) == 0 ? t : random.Next(classes))];
        return (truth, predictions, classes);
    }
}
