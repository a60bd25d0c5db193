using EfficientMnist.Learning.Encoders.Reconstruction;
using EfficientMnist.Learning.Evaluation;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Encoders;

public sealed class ReconstructionLossTests
{
    private const int Height = 12;
    private const int Width = 14;

    [Theory]
    [InlineData("bce")]
    [InlineData("mse")]
    [InlineData("ssim")]
    public void Of_IsTheSumOverTheImagesPixels(string kind)
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        var logits = Enumerable.Range(0, 2 * Height * Width).Select(_ => (float)(4 * random.NextDouble() - 2)).ToArray();
        var pixels = Enumerable.Range(0, 2 * Height * Width).Select(_ => (float)random.NextDouble()).ToArray();
        var losses = ReconstructionLoss.Of(kind, Load(logits), Load(pixels)).data<float>().ToArray();

        for (var i = 0; i < 2; i++)
        {
            double sum = 0;
            for (var p = i * Height * Width; p < (i + 1) * Height * Width; p++)
            {
                var (x, y) = ((double)pixels[p], 1 / (1 + Math.Exp(-logits[p])));
                sum += kind == "bce" ? -x * Math.Log(y) - (1 - x) * Math.Log(1 - y) : (x - y) * (x - y);
            }
            if (kind == "ssim")
                sum = Height * Width * (1.0 - StructuralSimilarity.Of(Load(pixels), Load(logits).sigmoid()).data<float>().ToArray()[i]);
            Assert.Equal(sum, losses[i], 1e-3);
        }
    }

    [Fact]
    public void Of_ExtremeLogits_HasAFiniteGradient()
    {
        using var scope = NewDisposeScope();
        foreach (var kind in (string[])["bce", "mse", "ssim"])
        {
            var logits = (ones(1, 1, Height, Width) * 200).requires_grad_();
            ReconstructionLoss.Of(kind, logits, zeros(1, 1, Height, Width)).sum().backward();
            Assert.All(logits.grad!.data<float>().ToArray(), g => Assert.True(float.IsFinite(g)));
        }
    }

    [Fact]
    public void Of_AnUnknownKind_Fails()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => ReconstructionLoss.Of("hinge", zeros(1, 1, 8, 8), zeros(1, 1, 8, 8)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(0.5, 0.2)]
    [InlineData(-2, 3)]
    public void Divergence_EqualsTheIntegral(double mean, double deviation)
    {
        using var scope = NewDisposeScope();
        // ∫ p·log(p / q), by the trapezoid rule over ten deviations.
        double integral = 0;
        const int steps = 20_000;
        for (var i = 0; i <= steps; i++)
        {
            var z = mean + deviation * (20.0 * i / steps - 10);
            var log = -0.5 * Math.Pow((z - mean) / deviation, 2) - Math.Log(deviation) + 0.5 * z * z;
            integral += Math.Exp(-0.5 * Math.Pow((z - mean) / deviation, 2)) / (deviation * Math.Sqrt(2 * Math.PI)) * log * 20 * deviation / steps;
        }
        // Two equal latents: sums over the latent.
        var divergence = ReconstructionLoss.Divergence(full([1, 2], mean, ScalarType.Float32), full([1, 2], 2 * Math.Log(deviation), ScalarType.Float32));
        Assert.Equal(2 * integral, divergence.item<float>(), 1e-4);
    }

    private static Tensor Load(float[] values) => tensor(values).view(2, 1, Height, Width);
}
