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
        if (!TileConvolution.Supports(input, kernel, _stride))
            return nn.functional.conv2d(input, kernel, strides: [_stride, _stride], padding: [_padding, _padding]);
        return is_grad_enabled() ? TileConvolutionFunction.apply(input, kernel, _stride) : TileConvolution.Forward(input, kernel, _stride);
    }
}
