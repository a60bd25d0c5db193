using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Layers;
using EfficientMnist.Learning.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Tests.Native;

public sealed class BatchNormalisationTests
{
    // bfloat16 keeps 8 bits.
    private const double Tolerance = 0.01;
    private const double Slope = 0.1;

    [TilesTheory]
    [InlineData(1, 32, 1, 2, false)]
    [InlineData(3, 32, 7, 5, true)]
    [InlineData(50, 64, 14, 14, false)]
    [InlineData(50, 96, 4, 4, true)]
    [InlineData(200, 128, 7, 7, true)]
    public void Gradients_OfEachShape_EqualTheStockOperatorsInFloat32(int images, int channels, int rows, int columns, bool adds)
    {
        using var scope = NewDisposeScope();
        var maps = Maps(1, images, channels, rows, columns);
        var addend = adds ? Maps(2, images, channels, rows, columns) : null;

        var expected = Step(maps, addend, ScalarType.Float32);
        var actual = Step(maps, addend, ScalarType.BFloat16);

        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, value => AssertClose(value.Value, actual[value.Key], value.Key));
    }

    [TilesTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Gradients_OnSoManyThreads_AreTheSameBitsEachTime(int threads)
    {
        using var scope = NewDisposeScope();
        using var use = OperatorThreads.Use(threads);
        var (maps, addend) = (Maps(1, 33, 64, 7, 7), Maps(2, 33, 64, 7, 7));

        var expected = Step(maps, addend, ScalarType.Float32);
        var first = Step(maps, addend, ScalarType.BFloat16);
        var second = Step(maps, addend, ScalarType.BFloat16);

        Assert.All(first, value => Assert.True(value.Value.eq(second[value.Key]).all().item<bool>(), value.Key));
        Assert.All(expected, value => AssertClose(value.Value, first[value.Key], value.Key));
    }

    [TilesTheory]
    [InlineData(Slope)]
    [InlineData(1.0)]
    public void Forward_InEvaluation_UsesTheRunningStatistics(double slope)
    {
        using var scope = NewDisposeScope();
        using var norm = Norm(64);
        Normalisation.Rectify(norm, Maps(1, 20, 64, 5, 5), slope);
        norm.eval();
        using var noGrad = no_grad();
        var maps = Maps(3, 20, 64, 5, 5);

        var actual = Normalisation.Rectify(norm, maps.to(ScalarType.BFloat16), slope).to(ScalarType.Float32);

        AssertClose(nn.functional.leaky_relu(norm.forward(maps), slope), actual, "output");
    }

    [TilesTheory]
    [InlineData(31, ScalarType.BFloat16)]
    [InlineData(32, ScalarType.Float32)]
    public void Supports_OfOtherMaps_IsFalse(int channels, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var norm = Norm(channels);
        var maps = Maps(1, 4, channels, 3, 3).to(type);

        Assert.False(BatchNormalisation.Supports(norm, maps));
        Assert.Equal(maps.shape, Normalisation.Rectify(norm, maps, Slope).shape);
    }

    private static Dictionary<string, Tensor> Step(Tensor maps, Tensor? addend, ScalarType type)
    {
        using var norm = Norm((int)maps.shape[1]);
        var (x, a) = (maps.detach().clone().requires_grad_(), addend?.detach().clone().requires_grad_());
        var output = Normalisation.Rectify(norm, x.to(type), Slope, a?.to(type)).to(ScalarType.Float32);
        // Neither constant nor linear in the output: both sums of the gradients matter.
        (output * output * output.detach().sign()).sum().backward();
        Dictionary<string, Tensor> values = new()
        {
            ["output"] = output.detach(),
            ["input"] = x.grad!,
            ["weight"] = norm.weight!.grad!.clone(),
            ["bias"] = norm.bias!.grad!.clone(),
            ["mean"] = norm.running_mean!.clone(),
            ["variance"] = norm.running_var!.clone(),
        };
        if (a is not null)
            values["addend"] = a.grad!;
        return values;
    }

    private static BatchNorm2d Norm(int channels)
    {
        var norm = nn.BatchNorm2d(channels);
        using var noGrad = no_grad();
        norm.weight!.copy_(linspace(0.5, 1.5, channels));
        norm.bias!.copy_(linspace(-0.5, 0.5, channels));
        return norm;
    }

    // Channels of different middles, in numbers that bfloat16 has exactly.
    private static Tensor Maps(int seed, int images, int channels, int rows, int columns)
    {
        var random = new Random(seed);
        var values = tensor(Enumerable.Range(0, images * channels * rows * columns).Select(_ => (float)(2 * random.NextDouble() - 1)).ToArray());
        return ChannelsLast.Of((values.view(images, channels, rows, columns) + linspace(-1, 1, channels).view(1, channels, 1, 1))
            .to(ScalarType.BFloat16).to(ScalarType.Float32));
    }

    private static void AssertClose(Tensor expected, Tensor actual, string name)
    {
        Assert.Equal(expected.shape, actual.shape);
        var (distance, size) = ((expected - actual).norm().item<float>(), expected.norm().item<float>());
        Assert.True(distance <= Tolerance * size + 1e-4, $"{name}: {distance} off, of {size}");
    }
}
