using EfficientMnist.Learning.Encoders.Contrastive;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Encoders;

public sealed class HardNegativeLossTests
{
    [Theory]
    [InlineData(0.3, 0.1, 0.5)]
    [InlineData(0.5, 0, 0)]
    [InlineData(0.3, 0, 1)]
    [InlineData(0.1, 0.6, 0)]
    public void Of_EqualsTheFormulaTermByTerm(double temperature, double tauPlus, double beta)
    {
        using var scope = NewDisposeScope();
        var random = new Random(5);
        var rows = Enumerable.Range(0, 10).Select(_ => Enumerable.Range(0, 6).Select(_ => random.NextDouble() - 0.3).ToArray()).ToArray();
        var loss = HardNegativeLoss.Of(tensor(rows.SelectMany(r => r).Select(v => (float)v).ToArray()).view(10, 6), temperature, tauPlus, beta);
        Assert.Equal(Naive(rows, temperature, tauPlus, beta), loss.item<float>(), 1e-4);
    }

    [Fact]
    public void Of_HasAFiniteGradientAlsoForEqualProjections()
    {
        using var scope = NewDisposeScope();
        var z = ones(8, 4).requires_grad_();
        HardNegativeLoss.Of(z, 0.3, 0.1, 0.5).backward();
        Assert.All(z.grad!.data<float>().ToArray(), g => Assert.True(float.IsFinite(g)));
    }

    private static double Naive(double[][] z, double t, double tauPlus, double beta)
    {
        var (count, half) = (z.Length, z.Length / 2);
        double Similar(int i, int j) => Math.Exp(z[i].Zip(z[j], (a, b) => a * b).Sum() / Norm(z[i]) / Norm(z[j]) / t);
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            var positive = Similar(i, (i + half) % count);
            var negatives = Enumerable.Range(0, count).Where(k => k % half != i % half).Select(k => Similar(i, k)).ToArray();
            var n = negatives.Length;
            var reweighted = n * negatives.Sum(s => Math.Pow(s, beta) * s) / negatives.Sum(s => Math.Pow(s, beta));
            var debiased = Math.Max((reweighted - tauPlus * n * positive) / (1 - tauPlus), n * Math.Exp(-1 / t));
            sum -= Math.Log(positive / (positive + debiased));
        }
        return sum / count;
    }

    private static double Norm(double[] v) => Math.Sqrt(v.Sum(x => x * x));
}
