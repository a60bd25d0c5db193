using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>
/// Stochastic gradient descent with Nesterov's momentum as PyTorch does it (Sutskever et al., 2013):
/// <code>
/// g ← gradient + weight decay · w
/// v ← momentum · v + g
/// w ← w − learning rate · (g + momentum · v)
/// </code>
/// </summary>
internal sealed class Sgd : IOptimizer
{
    private readonly (string Name, Parameter Weight, Tensor Velocity)[] _state;
    private readonly double _weightDecay;
    private readonly double _momentum;

    public Sgd(nn.Module model, double weightDecay, double momentum)
    {
        (_weightDecay, _momentum) = (weightDecay, momentum);
        _state = [.. model.named_parameters().Select(p => (p.name, p.parameter, zeros_like(p.parameter).DetachFromDisposeScope()))];
    }

    public IEnumerable<(string Name, Tensor Value)> State => _state.Select(s => ($"sgd.velocity.{s.Name}", s.Velocity));

    public void Step(double learningRate, int step)
    {
        using var noGrad = no_grad();
        foreach (var (_, weight, velocity) in _state)
        {
            using var scope = NewDisposeScope();
            if (weight.grad is not { } gradient)
                continue;
            if (weight.dim() > 1)
                gradient.add_(weight, alpha: _weightDecay);
            velocity.mul_(_momentum).add_(gradient);
            weight.add_(gradient.add_(velocity, alpha: _momentum), alpha: -learningRate);
            gradient.zero_();
        }
    }

    public void Dispose()
    {
        foreach (var (_, _, velocity) in _state)
            velocity.Dispose();
    }
}
