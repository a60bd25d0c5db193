using EfficientMnist.Learning.Graphs;
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

    /// <summary>Adds the norm of a value as it is in use, with the statistics of the training, and says which value it makes.</summary>
    public static int Describe(nn.Module<Tensor, Tensor> norm, NetworkGraph graph, int input)
    {
        switch (norm)
        {
            case GroupedNorm grouped:
                return grouped.Describe(graph, input);
            case BatchNorm2d batch:
                return Affine(graph, input, batch.running_mean!, batch.running_var!, batch.eps, batch.weight!, batch.bias!);
            default:
                throw new ArgumentException($"A norm of type {norm.GetType().Name} has no description.", nameof(norm));
        }
    }

    /// <summary>The same and, where there is one, the addend, then a leaky rectifier.</summary>
    public static int DescribeRectified(nn.Module<Tensor, Tensor> norm, NetworkGraph graph, int input, double slope, int? addend = null)
    {
        var normed = Describe(norm, graph, input);
        return graph.LeakyRectifier(addend is { } other ? graph.Add(normed, other) : normed, slope);
    }

    /// <summary>Batch normalisation with statistics that stand still: (x − mean) / √(variance + ε) · weight + bias.</summary>
    /// <param name="graph">Where it is added.</param>
    /// <param name="input">What is normalised.</param>
    /// <param name="mean">[c].</param>
    /// <param name="variance">[c].</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weight">[c]; null for ones.</param>
    /// <param name="bias">[c]; null for zeros.</param>
    public static int Affine(NetworkGraph graph, int input, Tensor mean, Tensor variance, double epsilon, Tensor? weight, Tensor? bias)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var scale = (variance.to(ScalarType.Float64) + epsilon).rsqrt();
        if (weight is not null)
            scale *= weight.to(ScalarType.Float64);
        var shift = -mean.to(ScalarType.Float64) * scale;
        return graph.Affine(input, scale, bias is null ? shift : shift + bias.to(ScalarType.Float64));
    }
}
