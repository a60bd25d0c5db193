using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>
/// Sharpness-aware minimisation (Foret et al., 2021, arXiv 2010.01412): an optimizer is given the gradient not at the weights
/// but where the loss is about the highest within a distance ρ of them, and so prefers flat minima.
/// <code>
/// ε = ρ · g / ‖g‖₂        g = ∇L(w), over all weights together
/// g ← ∇L(w + ε)
/// </code>
/// </summary>
internal sealed class Sharpness(nn.Module model, double rho)
{
    private readonly Parameter[] _weights = [.. model.named_parameters().Select(p => p.parameter)];

    // Running statistics are those of the weights, not of the weights moved: as if the second pass had not been.
    private readonly Tensor[] _statistics = [.. model.named_buffers().Select(b => b.buffer)];

    /// <summary>Replaces the gradients by those at the weights moved uphill. The weights are then what they were, to the bit, also after an exception.</summary>
    /// <param name="takeGradients">Adds the gradients of the same batch, with the same randomness, at the weights as they are.</param>
    public void Climb(Action takeGradients)
    {
        using var scope = NewDisposeScope();
        var before = Move();
        try
        {
            takeGradients();
        }
        finally
        {
            using var noGrad = no_grad();
            foreach (var (tensor, value) in before)
                tensor.copy_(value);
        }
    }

    private (Tensor Tensor, Tensor Value)[] Move()
    {
        using var noGrad = no_grad();
        (Tensor, Tensor)[] before = [.. _weights.Concat(_statistics).Select(t => (t, t.detach().clone()))];
        var gradients = _weights.Where(w => w.grad is not null).Select(w => (Weight: w, Gradient: w.grad!)).ToArray();
        var length = stack([.. gradients.Select(g => g.Gradient.pow(2).sum())]).sum().sqrt();
        var scale = rho / (length + 1e-12);
        foreach (var (weight, gradient) in gradients)
        {
            weight.add_(gradient * scale);
            gradient.zero_();
        }
        return before;
    }
}
