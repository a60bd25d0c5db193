using EfficientMnist.Learning.Graphs;
using EfficientMnist.Learning.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>
/// A square convolution without bias that computes in the precision of its input; its weights stay float32
/// and are cast at use, as automatic mixed precision would. In bfloat16 on CPUs with AMX it goes by kernels of our own
/// (<see cref="TileConvolution"/>), which leave the stock operators' gradients of the weights far behind.
/// </summary>
internal sealed class SquareConvolution : nn.Module<Tensor, Tensor>
{
    // On processors with AVX2 alone, oneDNN's gradient of the weights of a strided 1×1 convolution writes beyond its memory
    // unless the channels fill vectors of eight.
    private const int WholeVector = 8;

    private readonly Parameter weight;
    private readonly int _stride;
    private readonly int _padding;

    public SquareConvolution(int inputs, int outputs, int size, int stride = 1)
        : base(nameof(SquareConvolution))
    {
        weight = new Parameter(ChannelsLast.Of(zeros(outputs, inputs, size, size)));
        _stride = stride;
        _padding = size / 2;
        RegisterComponents();
    }

    // [n, inputs, h, w] → [n, outputs, h / stride, w / stride]
    public override Tensor forward(Tensor input)
    {
        var kernel = weight.to(input.dtype);
        if (TileConvolution.Supports(input, kernel, _stride))
            return is_grad_enabled() ? TileConvolutionFunction.apply(input, kernel, _stride) : TileConvolution.Forward(input, kernel, _stride);
        if (_padding == 0 && _stride > 1 && kernel.shape[1] % WholeVector > 0)
            return nn.functional.conv2d(ChannelsLast.Sparse(input, _stride), kernel);
        return nn.functional.conv2d(input, kernel, strides: [_stride, _stride], padding: [_padding, _padding]);
    }

    /// <summary>Adds the convolution of a value, and says which value it makes.</summary>
    public int Describe(NetworkGraph graph, int input) => graph.Convolution(input, weight, _stride, _padding);
}
