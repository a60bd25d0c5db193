using EfficientMnist.Learning.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>The norms by the names users give them.</summary>
internal static class Normalisation
{
    public const string Batch = "batch", Group = "group";

    private const int FewestChannels = 4;
    private const int MostGroups = 32;

    /// <param name="norm"><c>batch</c> (arXiv 1502.03167) or <c>group</c> (arXiv 1803.08494: groups of four channels or more, at most 32).</param>
    /// <param name="channels">Of the maps [n, channels, h, w] that are normalised.</param>
    public static nn.Module<Tensor, Tensor> Of(string norm, int channels) => norm switch
    {
        Batch => nn.BatchNorm2d(channels),
        Group => new GroupedNorm(Enumerable.Range(1, Math.Clamp(channels / FewestChannels, 1, MostGroups)).Last(groups => channels % groups == 0), channels),
        _ => throw new ArgumentException($"There is no norm '{norm}'."),
    };

    /// <summary>The norm of the maps, [n, channels, h, w].</summary>
    public static Tensor Apply(nn.Module<Tensor, Tensor> norm, Tensor maps) =>
        norm is BatchNorm2d batch && BatchNormalisation.Supports(batch, maps) ? BatchNormalisation.Forward(batch, maps, null, slope: 1) : norm.forward(maps);

    /// <summary>A leaky rectifier of the norm of the maps and, where there is one, the addend of the same shape.</summary>
    public static Tensor Rectify(nn.Module<Tensor, Tensor> norm, Tensor maps, double slope, Tensor? addend = null)
    {
        if (norm is BatchNorm2d batch && BatchNormalisation.Supports(batch, maps))
            return BatchNormalisation.Forward(batch, maps, addend, slope);
        var normed = norm.forward(maps);
        if (is_grad_enabled())
            return nn.functional.leaky_relu(addend is null ? normed : normed + addend, slope);
        // No gradient asks for the sums in between, so that they need no memory of their own.
        return nn.functional.leaky_relu(addend is null ? normed : normed.add_(addend), slope, inplace: true);
    }
}
