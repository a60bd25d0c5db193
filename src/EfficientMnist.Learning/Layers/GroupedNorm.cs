using EfficientMnist.Learning.Graphs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>Group normalisation that takes maps of any precision and computes in float32, as the CPU's must.</summary>
internal sealed class GroupedNorm : nn.Module<Tensor, Tensor>
{
    private readonly GroupNorm norm;

    public GroupedNorm(int groups, int channels)
        : base(nameof(GroupedNorm))
    {
        norm = nn.GroupNorm(groups, channels);
        // TorchSharp leaves them as the memory happened to be.
        nn.init.ones_(norm.weight);
        nn.init.zeros_(norm.bias);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => norm.forward(input.to(ScalarType.Float32)).to(input.dtype);

    /// <summary>Adds the norm of a value, and says which value it makes.</summary>
    public int Describe(NetworkGraph graph, int input) => graph.GroupNorm(input, norm.num_groups, norm.eps, norm.weight!, norm.bias!);
}
