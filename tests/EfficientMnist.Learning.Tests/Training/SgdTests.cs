using EfficientMnist.Learning.Training;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Training;

public sealed class SgdTests
{
    [Fact]
    public void Step_WithMomentumAndDecay_IsNesterovsByHand()
    {
        using var scope = NewDisposeScope();
        var layer = Layer(weight: 1, bias: 1);
        using var optimizer = new Sgd(layer, weightDecay: 0.1, momentum: 0.9);

        // The gradient is 2. Weight: g = 2 + 0.1·1 = 2.1, v = 2.1, w = 1 − 0.5·(2.1 + 0.9·2.1). The bias does not decay.
        Step(layer, optimizer, 1);
        Assert.Equal(1 - 0.5 * (2.1 + 0.9 * 2.1), layer.weight.item<float>(), 1e-5);
        Assert.Equal(1 - 0.5 * (2 + 0.9 * 2), layer.bias!.item<float>(), 1e-5);

        // g = 2 + 0.1·(−0.995) = 1.9005, v = 0.9·2.1 + 1.9005 = 3.7905, w = −0.995 − 0.5·(1.9005 + 0.9·3.7905).
        Step(layer, optimizer, 2);
        Assert.Equal(-3.650975, layer.weight.item<float>(), 1e-5);
        Assert.Equal(0, layer.weight.grad!.item<float>());
        Assert.Equal(["sgd.velocity.bias", "sgd.velocity.weight"], optimizer.State.Select(s => s.Name).Order());
        Assert.Equal(3.7905, optimizer.State.Single(s => s.Name == "sgd.velocity.weight").Value.item<float>(), 1e-5);
    }

    [Fact]
    public void Steps_OfManyKinds_EqualTorchs()
    {
        using var scope = NewDisposeScope();
        var (mine, theirs) = (Layer(0.3f, -0.2f), Layer(0.3f, -0.2f));
        using var optimizer = new Sgd(mine, weightDecay: 0, momentum: 0.8);
        using var peer = optim.SGD(theirs.parameters(), 0.05, momentum: 0.8, nesterov: true);
        for (var step = 1; step <= 20; step++)
        {
            foreach (var layer in new[] { mine, theirs })
                layer.forward(tensor(new float[] { step, 1, -2 }).view(3, 1)).pow(2).mean().backward();
            optimizer.Step(0.05, step);
            peer.step();
            theirs.zero_grad();
        }
        Assert.Equal(theirs.weight.item<float>(), mine.weight.item<float>(), 1e-6f * Math.Abs(theirs.weight.item<float>()) + 1e-6f);
        Assert.Equal(theirs.bias!.item<float>(), mine.bias!.item<float>(), 1e-6f * Math.Abs(theirs.bias!.item<float>()) + 1e-6f);
    }

    private static void Step(TorchSharp.Modules.Linear layer, Sgd optimizer, int step)
    {
        (2 * (layer.weight.sum() + layer.bias!.sum())).backward();
        optimizer.Step(0.5, step);
    }

    private static TorchSharp.Modules.Linear Layer(float weight, float bias)
    {
        var layer = nn.Linear(1, 1);
        using var noGrad = no_grad();
        layer.weight.fill_(weight);
        layer.bias!.fill_(bias);
        return layer;
    }
}
