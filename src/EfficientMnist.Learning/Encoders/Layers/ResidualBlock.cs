using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders.Layers;

/// <summary>Two 3×3 convolutions beside a short cut (He et al., 2015, arXiv 1512.03385), with leaky rectifiers.</summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    internal const double Slope = 0.1;

    private readonly SquareConvolution first;
    private readonly BatchNorm2d firstNorm;
    private readonly SquareConvolution second;
    private readonly BatchNorm2d secondNorm;
    private readonly SquareConvolution? shortcut;
    private readonly BatchNorm2d? shortcutNorm;

    public ResidualBlock(int inputs, int outputs, int stride)
        : base(nameof(ResidualBlock))
    {
        first = new SquareConvolution(inputs, outputs, 3, stride);
        firstNorm = nn.BatchNorm2d(outputs);
        second = new SquareConvolution(outputs, outputs, 3);
        secondNorm = nn.BatchNorm2d(outputs);
        if (stride != 1 || inputs != outputs)
        {
            shortcut = new SquareConvolution(inputs, outputs, 1, stride);
            shortcutNorm = nn.BatchNorm2d(outputs);
        }
        RegisterComponents();
    }

    // [n, inputs, h, w] → [n, outputs, h / stride, w / stride]
    public override Tensor forward(Tensor input)
    {
        var inner = nn.functional.leaky_relu(firstNorm.forward(first.forward(input)), Slope);
        inner = secondNorm.forward(second.forward(inner));
        var around = shortcut is null ? input : shortcutNorm!.forward(shortcut.forward(input));
        return nn.functional.leaky_relu(inner + around, Slope);
    }
}
