using EfficientMnist.Learning.Estimation;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Randomness;

namespace EfficientMnist.Learning.Tests.Estimation;

public sealed class LevelledEstimateTests
{
    private const int Pool = 500;
    private const double UniformPart = 0.3;

    private static readonly SimulatedPool Simulated = SimulatedPool.Create(Pool);

    [Fact]
    public void Weights_OfUniformDraws_AreAllOne()
    {
        ValidatedImage[] images = [.. Enumerable.Range(0, 10).Select(i => new ValidatedImage(1.0 / (10 - i), true))];

        Assert.All(LevelledEstimate.Weights(images[..6], 10), v => Assert.Equal(1, v, 1e-12));
        Assert.All(LevelledEstimate.Weights(images, 10), v => Assert.Equal(1, v, 1e-12));
    }

    [Fact]
    public void Weights_OfTwoDrawsOfThree_MatchTheFormula()
    {
        // v₁ = 1 + (1/2)·(1/(3·0.5) − 1) = 5/6 and v₂ = 1 + (1/1)·(1/(2·0.25) − 1) = 2.
        var weights = LevelledEstimate.Weights([new ValidatedImage(0.5, true), new ValidatedImage(0.25, false)], 3);

        Assert.Equal(5.0 / 6, weights[0], 1e-12);
        Assert.Equal(2, weights[1], 1e-12);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(100)]
    [InlineData(400)]
    public void Lure_OverManyDraws_HasTheTrueAccuracyAsItsMeanWhereThePlainMeanHasNot(int labels)
    {
        const int repetitions = 2_000;
        double[] levelled = new double[repetitions], plain = new double[repetitions];
        for (var i = 0; i < repetitions; i++)
        {
            var images = Simulated.Draw(labels, seed: i);
            levelled[i] = 1 - LevelledEstimate.Weights(images, Pool).Zip(images, (v, image) => image.Right ? 0 : v).Sum() / labels;
            plain[i] = (double)images.Count(image => image.Right) / labels;
        }

        Assert.True(Math.Abs(Deviations(levelled)) < 3.5, $"LURE is {Deviations(levelled):F1} standard errors off");
        // The classifier doubts its mistakes, so that they are drawn too often.
        Assert.True(Deviations(plain) < -20, $"the plain mean is {Deviations(plain):F1} standard errors off");
    }

    [Theory]
    [InlineData(0.95, 60)]
    [InlineData(0.95, 150)]
    [InlineData(0.8, 100)]
    public void Interval_OverManyPoolsAndDraws_HoldsTheTrueAccuracyAsOftenAsItSays(double confidence, int labels)
    {
        const int repetitions = 400;
        var held = 0;
        for (var i = 0; i < repetitions; i++)
        {
            // A new pool each time: the interval is about what the pool was drawn from.
            var pool = SimulatedPool.Create(Pool, seed: i + 1);
            var estimate = LevelledEstimate.Of(pool.Draw(labels, seed: i), Pool, UniformPart, confidence);
            if (estimate.Low <= SimulatedPool.TrueAccuracy && SimulatedPool.TrueAccuracy <= estimate.High)
                held++;
        }

        // Four standard errors of the share.
        var slack = 4 * Math.Sqrt(confidence * (1 - confidence) / repetitions);
        Assert.InRange((double)held / repetitions, confidence - slack, confidence + slack);
    }

    [Fact]
    public void Lure_WithDoubtThatKnowsTheMistakes_NeedsFewerLabelsThanUniform()
    {
        double[] levelled = [.. Enumerable.Range(0, 500).Select(i => LevelledEstimate.Of(Simulated.Draw(100, i), Pool, UniformPart, 0.95)).Select(e => e.High - e.Low)];
        double[] uniform = [.. Enumerable.Range(0, 500).Select(i => UniformEstimate.Of(Simulated.Draw(100, i, uniformPart: 1), 0.95)).Select(e => e.High - e.Low)];

        Assert.True(levelled.Average() < 0.9 * uniform.Average(), $"{levelled.Average():F4} against {uniform.Average():F4}");
    }

    [Fact]
    public void Interval_WithoutAMistake_CountsTheUniformDrawsOnly()
    {
        ValidatedImage[] images = [.. Enumerable.Range(0, 100).Select(_ => new ValidatedImage(0.002, true))];

        var estimate = LevelledEstimate.Of(images, 1_000, UniformPart, 0.95);

        Assert.Equal(1, estimate.Accuracy);
        Assert.Equal(1, estimate.High);
        Assert.Equal(WilsonInterval.Of(1, 30, 0.95).Low, estimate.Low);
        Assert.Equal(("lure", 100), (estimate.Kind, estimate.Labels));
    }

    [Fact]
    public void Draw_OverManySeeds_DrawsEachImageAsOftenAsItsProbabilitySays()
    {
        // 0.4·(1/4) + 0.6·doubt/10.
        double[] doubts = [1, 2, 3, 4], expected = [0.16, 0.22, 0.28, 0.34];
        var counts = new double[4];
        for (var seed = 0; seed < 10_000; seed++)
        {
            var pick = ValidationDraw.Select([10, 11, 12, 13], doubts, 0.4, 1, SeededRandom.Create(seed, "test")).Single();
            counts[pick.Index - 10]++;
            Assert.Equal(expected[pick.Index - 10], pick.Score, 1e-12);
        }
        // Four standard errors.
        for (var i = 0; i < 4; i++)
            Assert.Equal(expected[i], counts[i] / 10_000, 0.02);
    }

    [Fact]
    public void Draw_OfAllThereIs_DrawsEachOnceAndTheLastWithCertainty()
    {
        var picks = ValidationDraw.Select([5, 6, 7], [0, 0, 0], 0.5, 10, SeededRandom.Create(1, "test"));

        Assert.Equal([5, 6, 7], picks.Select(p => p.Index).Order());
        Assert.Equal([1.0 / 3, 1.0 / 2, 1], picks.Select(p => p.Score));
        Assert.Throws<ArgumentOutOfRangeException>(() => ValidationDraw.Select([5], [1], 0, 1, new Random(1)));
        Assert.Throws<ArgumentException>(() => ValidationDraw.Select([5], [1, 2], 0.5, 1, new Random(1)));
    }

    [Fact]
    public void Doubts_AreTheRootsOfWhatIsLeftOfTheLargestProbability()
    {
        var doubts = ValidationDraw.Doubts(new FeatureMatrix([0.75f, 0.25f, 0, 1], 2, 2));

        Assert.Equal([0.5, 0], doubts);
    }

    // Standard errors between the mean and the accuracy of the pool.
    private static double Deviations(double[] values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
        return (mean - Simulated.Accuracy) / (deviation / Math.Sqrt(values.Length));
    }

    /// <summary>Images of which one in five is wrong with probability 0.4 and the others with 0.025; a doubt that knows half of it.</summary>
    private sealed record SimulatedPool(bool[] Right, double[] Doubts)
    {
        public const double TrueAccuracy = 1 - (0.2 * 0.4 + 0.8 * 0.025);

        public double Accuracy => Right.Count(r => r) / (double)Right.Length;

        public static SimulatedPool Create(int count, int seed = 0)
        {
            var random = SeededRandom.Create(seed, "pool");
            var right = new bool[count];
            var doubts = new double[count];
            for (var i = 0; i < count; i++)
            {
                var risk = random.NextDouble() < 0.2 ? 0.4 : 0.025;
                right[i] = random.NextDouble() >= risk;
                doubts[i] = Math.Sqrt(risk) * (0.5 + random.NextDouble());
            }
            return new SimulatedPool(right, doubts);
        }

        public ValidatedImage[] Draw(int labels, int seed, double uniformPart = UniformPart) =>
        [
            .. ValidationDraw.Select([.. Enumerable.Range(0, Right.Length)], Doubts, uniformPart, labels, SeededRandom.Create(seed, "draw"))
                .Select(pick => new ValidatedImage(pick.Score, Right[pick.Index])),
        ];
    }
}
