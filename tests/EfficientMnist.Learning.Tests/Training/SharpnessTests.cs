using EfficientMnist.Learning.Training;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Training;

public sealed class SharpnessTests
{
    [Fact]
    public void Climb_TakesTheGradientUphillAndComesBackToTheBit()
    {
        using var scope = NewDisposeScope();
        using var model = nn.BatchNorm2d(2);
        using (no_grad())
            model.weight.copy_(tensor(new float[] { 0.3f, -0.1f }));
        // 3·a² + 4·b: the gradient at (0.3, −0.1) is (1.8, 4), whose length is √19.24.
        void TakeGradients()
        {
            model.running_mean!.add_(1);
            var (a, b) = (model.weight.narrow(0, 0, 1), model.weight.narrow(0, 1, 1));
            (3 * a * a + 4 * b).sum().backward();
        }

        TakeGradients();
        new Sharpness(model, rho: 0.5).Climb(TakeGradients);

        Assert.Equal([0.3f, -0.1f], model.weight.detach().data<float>().ToArray());
        // Once for the first gradient, not for the second.
        Assert.Equal([1, 1], model.running_mean!.data<float>().ToArray());
        Assert.Equal([6 * (0.3 + 0.5 * 1.8 / Math.Sqrt(19.24)), 4], model.weight.grad!.data<float>().ToArray().Select(v => (double)v), (x, y) => Math.Abs(x - y) < 1e-5);
    }
}
