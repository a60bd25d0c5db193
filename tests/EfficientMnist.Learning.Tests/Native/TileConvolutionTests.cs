using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Layers;
using EfficientMnist.Learning.Native;
using EfficientMnist.Learning.Training;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Native;

public sealed class TileConvolutionTests
{
    // bfloat16 keeps 8 bits: sums of many products differ by some thousandths.
    private const float Tolerance = 0.02f;

    [TilesTheory]
    [InlineData(1, 32, 32, 3, 1, 14, 14)]
    [InlineData(1, 32, 64, 3, 2, 1, 1)]
    [InlineData(5, 64, 32, 3, 1, 7, 5)]
    [InlineData(3, 32, 64, 3, 2, 7, 9)]
    [InlineData(4, 128, 128, 3, 1, 4, 4)]
    [InlineData(2, 32, 32, 3, 2, 32, 31)]
    [InlineData(1, 96, 32, 1, 1, 5, 3)]
    [InlineData(6, 32, 64, 1, 2, 7, 8)]
    [InlineData(70, 64, 128, 3, 2, 7, 7)]
    public void Gradients_OfEachShape_EqualTheStockOperatorsInFloat32(int images, int inputs, int outputs, int size, int stride, int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var (input, weight) = Values(images, inputs, outputs, size, rows, columns);

        var expected = Stock(input, weight, stride);
        var actual = Tiles(input, weight, stride);

        AssertClose(expected.Output, actual.Output);
        AssertClose(expected.Input, actual.Input);
        AssertClose(expected.Weight, actual.Weight);
    }

    [TilesTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Gradients_OnSoManyThreads_AreTheSameBitsEachTime(int threads)
    {
        using var scope = NewDisposeScope();
        using var use = OperatorThreads.Use(threads);
        var (input, weight) = Values(33, 32, 64, 3, 14, 14);

        var first = Tiles(input, weight, 2);
        var second = Tiles(input, weight, 2);

        AssertClose(Stock(input, weight, 2).Weight, first.Weight);
        AssertSame(first, second);
    }

    [TilesTheory]
    [InlineData(2)]
    [InlineData(3)]
    public void Gradients_OfSeveralShards_AreThoseOfEachAlone(int shards)
    {
        using var scope = NewDisposeScope();
        using var use = OperatorThreads.Use(1);
        using var team = new ShardTeam(shards, 1);
        var values = Enumerable.Range(0, shards).Select(i => Values(20 + i, 64, 64, 3, 7, 7)).ToArray();
        var alone = values.Select(v => Tiles(v.Input, v.Weight, 1)).ToArray();
        var together = new (Tensor Output, Tensor Input, Tensor Weight)[shards];

        for (var i = 0; i < 20; i++)
        {
            team.Each(part => together[part] = Tiles(values[part].Input, values[part].Weight, 1));
            for (var part = 0; part < shards; part++)
                AssertSame(alone[part], together[part]);
        }
    }

    [TilesTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Forward_WithAndWithoutGradients_IsTheSame(bool gradients)
    {
        using var scope = NewDisposeScope();
        using var convolution = new SquareConvolution(32, 64, 3, 2);
        Initialisation.Draw(convolution, new Random(1));
        var input = Values(3, 32, 64, 3, 9, 9).Input.to(ScalarType.BFloat16);
        using var mode = set_grad_enabled(gradients);

        var output = convolution.forward(input);

        Assert.Equal(gradients, output.requires_grad);
        Assert.Equal([3, 64, 5, 5], output.shape);
        AssertSame(TileConvolution.Forward(input, convolution.parameters().Single().to(ScalarType.BFloat16), 2).detach(), output.detach());
    }

    [TilesTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void Step_OfAResidualBlock_HasTheGradientsOfFloat32(int stride)
    {
        using var scope = NewDisposeScope();
        using var block = new ResidualBlock(32, 64, stride);
        Initialisation.Draw(block, new Random(1));
        var (images, _) = Values(48, 32, 64, 3, 14, 14);
        var aim = Values(48, 64, 64, 3, 14 / stride, 14 / stride).Input;

        var exact = Step(ScalarType.Float32);
        var half = Step(ScalarType.BFloat16);

        // Each norm and rectifier rounds its maps to bfloat16 too.
        foreach (var (name, gradient) in exact)
            Assert.InRange((gradient - half[name]).norm().item<float>(), 0, 5 * Tolerance * gradient.norm().item<float>());

        Dictionary<string, Tensor> Step(ScalarType type)
        {
            block.zero_grad();
            (block.forward(images.to(type)).to(ScalarType.Float32) * aim).sum().backward();
            return block.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.clone());
        }
    }

    [Theory]
    [InlineData(31, 32, 3, 1, ScalarType.BFloat16)]
    [InlineData(32, 16, 3, 1, ScalarType.BFloat16)]
    [InlineData(32, 32, 5, 1, ScalarType.BFloat16)]
    [InlineData(32, 32, 3, 3, ScalarType.BFloat16)]
    [InlineData(32, 32, 3, 1, ScalarType.Float32)]
    public void Supports_OfOtherConvolutions_IsFalse(int inputs, int outputs, int size, int stride, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var (input, weight) = Values(2, inputs, outputs, size, 9, 9);
        using var convolution = new SquareConvolution(inputs, outputs, size, stride);

        Assert.False(TileConvolution.Supports(input.to(type), weight.to(type), stride));
        Assert.Equal([2, outputs, 8 / stride + 1, 8 / stride + 1], convolution.forward(input.to(type)).shape);
    }

    private static (Tensor Input, Tensor Weight) Values(int images, int inputs, int outputs, int size, int rows, int columns)
    {
        var random = new Random(images);
        return (ChannelsLast.Of(Draw(images, inputs, rows, columns)), ChannelsLast.Of(Draw(outputs, inputs, size, size)));

        // Numbers that bfloat16 has exactly, so that only the sums are rounded.
        Tensor Draw(params long[] shape) =>
            tensor(Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray())
                .to(ScalarType.BFloat16).to(ScalarType.Float32).view(shape);
    }

    private static (Tensor Output, Tensor Input, Tensor Weight) Stock(Tensor input, Tensor weight, int stride) =>
        Gradients(input, weight, (x, w) => nn.functional.conv2d(x, w, strides: [stride, stride], padding: [w.shape[2] / 2, w.shape[2] / 2]));

    private static (Tensor Output, Tensor Input, Tensor Weight) Tiles(Tensor input, Tensor weight, int stride) =>
        Gradients(input, weight, (x, w) => TileConvolutionFunction.apply(x.to(ScalarType.BFloat16), w.to(ScalarType.BFloat16), stride).to(ScalarType.Float32));

    private static (Tensor Output, Tensor Input, Tensor Weight) Gradients(Tensor input, Tensor weight, Func<Tensor, Tensor, Tensor> convolution)
    {
        var (x, w) = (input.detach().clone().requires_grad_(), weight.detach().clone().requires_grad_());
        var output = convolution(x, w);
        (output * output).sum().backward();
        return (output.detach(), x.grad!, w.grad!);
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.InRange((expected - actual).abs().max().item<float>(), 0, Tolerance * expected.abs().max().item<float>());
    }

    private static void AssertSame((Tensor Output, Tensor Input, Tensor Weight) first, (Tensor Output, Tensor Input, Tensor Weight) second)
    {
        AssertSame(first.Output, second.Output);
        AssertSame(first.Input, second.Input);
        AssertSame(first.Weight, second.Weight);
    }

    private static void AssertSame(Tensor first, Tensor second) => Assert.True(first.eq(second).all().item<bool>());
}
