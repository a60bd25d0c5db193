using EfficientMnist.Learning.Graphs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>Fully connected layers of equal width, each with a leaky rectifier behind it.</summary>
internal sealed class FullyConnected : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> layers;

    public FullyConnected(int inputs, int width, int depth)
        : base(nameof(FullyConnected))
    {
        layers = nn.ModuleList(Enumerable.Range(0, depth).Select(i => nn.Linear(i == 0 ? inputs : width, width)).ToArray());
        RegisterComponents();
    }

    // [n, inputs] → [n, width]
    public override Tensor forward(Tensor input)
    {
        foreach (var layer in layers)
            input = nn.functional.leaky_relu(layer.forward(input), ResidualBlock.Slope);
        return input;
    }

    /// <summary>Adds the layers after rows, and says which value they make.</summary>
    public int Describe(NetworkGraph graph, int rows)
    {
        foreach (var layer in layers)
            rows = graph.LeakyRectifier(graph.Linear(rows, layer.weight, layer.bias!), ResidualBlock.Slope);
        return rows;
    }
}
