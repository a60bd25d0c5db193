using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders.Layers;

/// <summary>
/// A square convolution without bias that computes in the precision of its input; its weights stay float32
/// and are cast at use, as automatic mixed precision would.
/// </summary>
internal sealed class SquareConvolution : nn.Module<Tensor, Tensor>
{
    // On images this small the weights' gradient is faster as a matrix product at stride 1, too.
    private const int SmallImage = 5 * 5;

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
        if (input.dtype != ScalarType.BFloat16 || input.device_type != TorchSharp.DeviceType.CPU || !input.requires_grad)
            return Convolve(input, kernel);

        // In bfloat16 on a CPU oneDNN's own gradients are slow: an eighth of a training step is saved by these ways round.
        if (_stride > 1)
            return WeightGradient.apply(input.detach(), kernel, Convolve(input, kernel.detach()), _stride);
        if (input.shape[2] * input.shape[3] > SmallImage)
            return DataGradient.apply(input, kernel.detach(), Convolve(input.detach(), kernel));
        var output = DataGradient.apply(input, kernel.detach(), Convolve(input.detach(), kernel.detach()));
        return WeightGradient.apply(input.detach(), kernel, output, _stride);
    }

    private Tensor Convolve(Tensor input, Tensor kernel) =>
        nn.functional.conv2d(input, kernel, strides: [_stride, _stride], padding: [_padding, _padding]);
}
