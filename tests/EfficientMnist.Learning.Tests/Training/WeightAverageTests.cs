using EfficientMnist.Learning.Training;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Training;

public sealed class WeightAverageTests
{
    [Fact]
    public void Update_AfterEachStep_FollowsTheFormula()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var norm = nn.BatchNorm2d(1);
        norm.weight.fill_(1);
        using var average = new WeightAverage(norm, decay: 0.9);
        float Weight() => average.Weights.Single(w => w.Name == "weight").Value.item<float>();

        norm.weight.fill_(3);
        norm.running_mean!.fill_(5);
        // Early on the average forgets faster: d = (1 + 1) / (10 + 1).
        average.Update(1);
        var d = 2.0 / 11;
        Assert.Equal(d * 1 + (1 - d) * 3, Weight(), 1e-6);
        Assert.Equal((1 - d) * 5, average.Weights.Single(w => w.Name == "running_mean").Value.item<float>(), 1e-6);

        norm.weight.fill_(-1);
        var before = Weight();
        average.Update(1000);
        Assert.Equal(0.9 * before - 0.1, Weight(), 1e-6);
        Assert.Equal(-1, norm.weight.item<float>());
    }

    [Fact]
    public void Weights_OfAModelWithCounters_AreComplete()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(2);
        using var average = new WeightAverage(norm, decay: 0.5);
        Assert.Equal(Checkpoint.Weights(norm).Keys.Order(), average.Weights.Select(w => w.Name).Order());
        Assert.Equal(["ema.bias", "ema.running_mean", "ema.running_var", "ema.weight"], average.State.Select(w => w.Name).Order());
    }
}
