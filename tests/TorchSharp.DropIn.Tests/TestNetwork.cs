using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.DropIn.Tests;

/// <summary>The network and the training step of reference.py. No bias before the batch norm: its gradient would be rounding noise.</summary>
internal static class TestNetwork
{
    internal static Sequential Create()
    {
        manual_seed(5);
        return nn.Sequential(nn.Conv2d(3, 4, 3, padding: 1, bias: false), nn.BatchNorm2d(4), nn.LeakyReLU(0.1), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(64, 5));
    }

    internal static double Step(nn.Module<Tensor, Tensor> net, optim.Optimizer optimizer)
    {
        using var scope = NewDisposeScope();
        var x = randn(8, 3, 8, 8);
        var y = randint(0, 5, 8L);
        optimizer.zero_grad();
        var loss = nn.functional.cross_entropy(net.call(x), y);
        loss.backward();
        nn.utils.clip_grad_norm_(net.parameters(), 1.0);
        optimizer.step();
        return loss.ToDouble();
    }
}
