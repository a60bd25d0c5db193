using EfficientMnist.Learning.Layers;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Encoders;

public sealed class SquareConvolutionTests
{
    // bfloat16 keeps 8 bits: sums of many products differ by some thousandths.
    private const float Tolerance = 0.02f;

    // Channels in whole tiles of a CPU's matrix unit go another way than others.
    [Theory]
    [InlineData(8, 16, 3, 1, 14)]
    [InlineData(8, 16, 3, 2, 7)]
    [InlineData(8, 16, 1, 2, 7)]
    [InlineData(4, 8, 1, 2, 14)]
    [InlineData(12, 24, 1, 2, 7)]
    [InlineData(32, 64, 3, 1, 14)]
    [InlineData(64, 32, 3, 1, 4)]
    [InlineData(32, 32, 3, 2, 14)]
    [InlineData(32, 64, 3, 2, 7)]
    [InlineData(32, 64, 1, 2, 14)]
    [InlineData(32, 32, 1, 2, 7)]
    [InlineData(64, 96, 1, 1, 7)]
    public void Backward_InBFloat16_EqualsTheGradientsOfFloat32(int inputs, int outputs, int size, int stride, int side)
    {
        using var scope = NewDisposeScope();
        using var convolution = new SquareConvolution(inputs, outputs, size, stride);
        Initialisation.Draw(convolution, new Random(1));
        var random = new Random(2);
        var images = tensor(Enumerable.Range(0, 6 * inputs * side * side).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray()).view(6, inputs, side, side);

        var exact = Gradients(convolution, images, ScalarType.Float32);
        var half = Gradients(convolution, images, ScalarType.BFloat16);

        AssertClose(exact.Output, half.Output);
        AssertClose(exact.Input, half.Input);
        AssertClose(exact.Weight, half.Weight);
    }

    [Theory]
    [InlineData(4, 8, 14)]
    [InlineData(4, 8, 7)]
    [InlineData(8, 16, 7)]
    public void Forward_OfSizeOneAndStrideTwo_SeesEverySecondRowAndColumn(int inputs, int outputs, int side)
    {
        using var scope = NewDisposeScope();
        using var convolution = new SquareConvolution(inputs, outputs, 1, 2);
        Initialisation.Draw(convolution, new Random(1));
        var images = arange(2 * inputs * side * side, ScalarType.Float32).view(2, inputs, side, side) / 1000;
        var weight = convolution.parameters().Single().view(outputs, inputs);

        var output = convolution.forward(ChannelsLast.Of(images));

        Assert.Equal([2, outputs, (side + 1) / 2, (side + 1) / 2], output.shape);
        AssertClose(einsum("oi,nihw->nohw", weight, images)[.., .., TensorIndex.Slice(step: 2), TensorIndex.Slice(step: 2)], output);
    }

    private static (Tensor Output, Tensor Input, Tensor Weight) Gradients(SquareConvolution convolution, Tensor images, ScalarType type)
    {
        var weight = convolution.parameters().Single();
        weight.grad?.zero_();
        var input = ChannelsLast.Of(images).clone().requires_grad_();
        var output = convolution.forward(input.to(type)).to(ScalarType.Float32);
        (output * output).sum().backward();
        return (output.detach(), input.grad!, weight.grad!.clone());
    }

    private static void AssertClose(Tensor expected, Tensor actual) =>
        Assert.InRange((expected - actual).abs().max().item<float>(), 0, Tolerance * expected.abs().max().item<float>());
}
