using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Classifiers;

/// <summary>The weights of a <see cref="MultilayerPerceptron"/> while they are trained.</summary>
internal sealed class Perceptron : nn.Module<Tensor, Tensor>
{
    private readonly Linear hidden;
    private readonly Linear output;

    public Perceptron(long columns, MultilayerPerceptronOptions options, int classes, Random random)
        : base(nameof(Perceptron))
    {
        hidden = nn.Linear(columns, options.Hidden);
        output = nn.Linear(options.Hidden, classes);
        RegisterComponents();
        Initialisation.Draw(this, random);
    }

    // [n, d] → [n, classes]
    public override Tensor forward(Tensor input) => output.forward(hidden.forward(input).relu());

    /// <summary>The same with hidden units multiplied by a mask, [n, hidden].</summary>
    public Tensor Masked(Tensor input, Tensor mask) => output.forward(hidden.forward(input).relu() * mask);

    /// <summary>The weights as plain matrices: W₁ᵀ, b₁, W₂ᵀ, b₂.</summary>
    public IReadOnlyList<FeatureMatrix> Export()
    {
        using var scope = NewDisposeScope();
        Tensor[] layers = [hidden.weight.t(), hidden.bias!.unsqueeze(0), output.weight.t(), output.bias!.unsqueeze(0)];
        return [.. layers.Select(layer => layer.detach().ToMatrix())];
    }

    /// <summary>The scores [n, classes] under exported weights.</summary>
    public static Tensor Scores(Tensor input, Tensor[] weights) => (input.matmul(weights[0]) + weights[1]).relu().matmul(weights[2]) + weights[3];
}
