using EfficientMnist.Learning.FineTuning;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.FineTuning;

public sealed class AntiCorrelationLossTests
{
    [Theory]
    [InlineData(new float[] { 1, 2, 3, 2, 4, 6, 10, 20, 30 }, 1)]
    [InlineData(new float[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 }, -0.5)]
    [InlineData(new float[] { 1, -1, 0, 1, 1, -2, 1, 1, -2 }, 1.0 / 3)]
    public void Loss_OfAnImageOfEachClass_IsTheMeanCorrelationOfPairs(float[] latents, double expected) =>
        Assert.Equal(expected, Loss(latents, [0, 1, 2]), 1e-5);

    [Fact]
    public void Loss_OfSeveralImagesOfAClass_IsThatOfTheirMeans() =>
        Assert.Equal(Loss([1, 5, 0, 2, 7, 7], [0, 4]), Loss([0, 5, 0, 2, 7, 7, 2, 5, 0], [0, 4, 0]), 1e-5);

    [Fact]
    public void Loss_OfOneClass_IsNothing() => Assert.Equal(0, Loss([1, 5, 0, 2, 7, 7], [3, 3]));

    [Fact]
    public void Loss_Followed_LeadsToTheLeastThereIs()
    {
        using var scope = NewDisposeScope();
        var random = new Random(2);
        var latents = tensor([.. Enumerable.Range(0, 24).Select(_ => (float)random.NextDouble())]).view(4, 6).requires_grad_();
        for (var step = 0; step < 400; step++)
        {
            AntiCorrelationLoss.Of(latents, [0, 1, 2, 3]).backward();
            using var noGrad = no_grad();
            latents.sub_(latents.grad!);
            latents.grad!.zero_();
        }
        Assert.Equal(-1.0 / 3, AntiCorrelationLoss.Of(latents, [0, 1, 2, 3]).item<float>(), 1e-3);
    }

    private static double Loss(float[] latents, int[] labels)
    {
        using var scope = NewDisposeScope();
        return AntiCorrelationLoss.Of(tensor(latents).view(labels.Length, -1), labels).item<float>();
    }
}
