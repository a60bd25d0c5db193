using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>
/// Adam (Kingma and Ba, 2015, arXiv 1412.6980), whose weight decay is part of the gradient, or AdamW, whose weight decay is
/// decoupled from it (Loshchilov and Hutter, 2019, arXiv 1711.05101).
/// </summary>
internal sealed class Adam : IOptimizer
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly (string Name, Parameter Weight, Tensor Mean, Tensor Square)[] _state;
    private readonly double _weightDecay;
    private readonly bool _decoupled;

    /// <param name="model">Whose weights it changes.</param>
    /// <param name="weightDecay">Of the weight matrices; biases and norms have none.</param>
    /// <param name="decoupled">AdamW; else Adam.</param>
    public Adam(nn.Module model, double weightDecay, bool decoupled)
    {
        (_weightDecay, _decoupled) = (weightDecay, decoupled);
        _state = [.. model.named_parameters().Select(p =>
            (p.name, p.parameter, zeros_like(p.parameter).DetachFromDisposeScope(), zeros_like(p.parameter).DetachFromDisposeScope()))];
    }

    public IEnumerable<(string Name, Tensor Value)> State =>
        _state.SelectMany(s => new[] { ($"{Name}.mean.{s.Name}", s.Mean), ($"{Name}.square.{s.Name}", s.Square) });

    private string Name => _decoupled ? "adamw" : "adam";

    public void Step(double learningRate, int step)
    {
        using var noGrad = no_grad();
        var correction1 = 1 - Math.Pow(Beta1, step);
        var correction2 = Math.Sqrt(1 - Math.Pow(Beta2, step));
        foreach (var (_, weight, mean, square) in _state)
        {
            using var scope = NewDisposeScope();
            if (weight.grad is not { } gradient)
                continue;
            var decays = _weightDecay > 0 && weight.dim() > 1;
            if (decays && !_decoupled)
                gradient.add_(weight, alpha: _weightDecay);
            mean.mul_(Beta1).add_(gradient, alpha: 1 - Beta1);
            square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            if (decays && _decoupled)
                weight.mul_(1 - learningRate * _weightDecay);
            var denominator = square.sqrt().div_(correction2).add_(Epsilon);
            weight.addcdiv_(mean, denominator, -learningRate / correction1);
            gradient.zero_();
        }
    }

    public void Dispose()
    {
        foreach (var (_, _, mean, square) in _state)
        {
            mean.Dispose();
            square.Dispose();
        }
    }
}
