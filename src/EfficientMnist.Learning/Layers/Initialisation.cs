using EfficientMnist.Learning.Randomness;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>
/// Weights after He et al., 2015 (arXiv 1502.01852): normal with variance 2 / fan-in; biases zero; norms as built.
/// Drawn on the host, so that a seed gives the same weights on every device and version of the tensor library.
/// </summary>
internal static class Initialisation
{
    public static void Draw(nn.Module module, Random random)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in module.named_parameters())
        {
            if (parameter.dim() > 1)
            {
                var deviation = Math.Sqrt(2.0 * parameter.shape[0] / parameter.numel());
                parameter.copy_(tensor(Gaussian.Draw(random, parameter.numel(), deviation)).view(parameter.shape));
            }
            else if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
        }
    }
}
