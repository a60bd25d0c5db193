using TorchSharp;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Native;

/// <summary>
/// A square convolution of maps in bfloat16 by the CPU's matrix unit, padded by half its size. The pixels' channels go by
/// whole tiles of it, so their number is a multiple of 32.
/// </summary>
internal static class TileConvolution
{
    // The bytes of a tensor are reached as a span.
    private const long MostElements = int.MaxValue / sizeof(ushort);

    public static bool Supports(Tensor input, Tensor weight, int stride)
    {
        if (!Kernels.Available || input.dtype != ScalarType.BFloat16 || input.device_type != DeviceType.CPU || input.numel() is 0 or > MostElements)
            return false;
        var shape = Shape(input.shape, weight.shape, stride);
        return Kernels.Supports(shape) && input.shape[0] * shape.OutputRows * shape.OutputColumns * shape.Outputs <= MostElements;
    }

    // [n, inputs, h, w] and [outputs, inputs, size, size] → [n, outputs, ⌈h / stride⌉, ⌈w / stride⌉]
    public static Tensor Forward(Tensor input, Tensor weight, int stride)
    {
        using var scope = NewDisposeScope();
        var shape = Shape(input.shape, weight.shape, stride);
        var output = PixelRows.Empty(input.shape[0], shape.Outputs, shape.OutputRows, shape.OutputColumns);
        var (x, w, y) = (PixelRows.Of(input), PixelRows.Of(weight), PixelRows.Of(output));
        Each(shape, input.shape[0], (_, images, inputs, outputs) =>
            Kernels.ConvolutionForward(shape, images, PixelRows.Address(x) + inputs, PixelRows.Address(w), PixelRows.Address(y) + outputs));
        return output.MoveToOuterDisposeScope();
    }

    // The gradient of the output and the weights → the gradient of the input of that shape.
    public static Tensor DataGradient(Tensor gradient, Tensor weight, long[] input, int stride)
    {
        using var scope = NewDisposeScope();
        var shape = Shape(input, weight.shape, stride);
        var result = PixelRows.Empty(input[0], shape.Inputs, shape.Rows, shape.Columns);
        var (dy, w, dx) = (PixelRows.Of(gradient), PixelRows.Of(weight), PixelRows.Of(result));
        Each(shape, input[0], (_, images, inputs, outputs) =>
            Kernels.ConvolutionDataGradient(shape, images, PixelRows.Address(dy) + outputs, PixelRows.Address(w), PixelRows.Address(dx) + inputs));
        return result.MoveToOuterDisposeScope();
    }

    // The gradient of the output and the input → the gradient of the weights of that shape.
    public static Tensor WeightGradient(Tensor gradient, Tensor input, long[] weight, int stride)
    {
        using var scope = NewDisposeScope();
        var shape = Shape(input.shape, weight, stride);
        var (dy, x) = (PixelRows.Of(gradient), PixelRows.Of(input));
        var sums = zeros(OperatorParts.Of(input.shape[0]).Count, shape.Weights, ScalarType.Float32);
        Each(shape, input.shape[0], (part, images, inputs, outputs) =>
            Kernels.ConvolutionWeightGradient(shape, images, PixelRows.Address(x) + inputs, PixelRows.Address(dy) + outputs,
                PixelRows.Address(sums) + (nint)(part * shape.Weights * sizeof(float))));
        if (sums.shape[0] > 1)
            sums = sums.sum([0L]);
        var result = PixelRows.Empty(shape.Outputs, shape.Inputs, shape.Size, shape.Size);
        Kernels.ConvolutionFinishWeightGradient(shape, PixelRows.Address(sums), PixelRows.Address(PixelRows.Of(result)));
        return result.MoveToOuterDisposeScope();
    }

    private static ConvolutionShape Shape(long[] input, long[] weight, int stride) =>
        new(input[2], input[3], weight[1], weight[0], weight[2], stride);

    // The work is given a part's number, its images, and where they begin, in bytes of input and output.
    private static void Each(ConvolutionShape shape, long images, Action<int, long, nint, nint> work) =>
        OperatorParts.Each(images, (part, first, count) =>
        {
            var from = first * sizeof(ushort);
            work(part, count, (nint)(from * shape.Rows * shape.Columns * shape.Inputs),
                (nint)(from * shape.OutputRows * shape.OutputColumns * shape.Outputs));
        });
}
