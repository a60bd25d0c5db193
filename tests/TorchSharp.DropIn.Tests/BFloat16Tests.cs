using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.DropIn.Tests;

/// <summary>bfloat16 takes routes of its own through some operators; float32 gives the right answers.</summary>
public sealed class BFloat16Tests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> s_cases = new()
    {
        ["conv2d 3x3"] = (x, w) => F.conv2d(x, w, padding: [1, 1]),
        ["conv2d 3x3 stride 2"] = (x, w) => F.conv2d(x, w, strides: [2, 2], padding: [1, 1]),
        ["conv2d 3x3 without padding"] = (x, w) => F.conv2d(x, w),
        ["conv2d 1x1 stride 2"] = (x, w) => F.conv2d(x, w.narrow(2, 1, 1).narrow(3, 1, 1), strides: [2, 2]),
        ["conv2d dilated"] = (x, w) => F.conv2d(x, w, padding: [2, 2], dilation: [2, 2]),
        ["conv2d with bias"] = (x, w) => F.conv2d(x, w, w.mean([1, 2, 3]), padding: [1, 1]),
        ["conv2d in groups"] = (x, w) => F.conv2d(x, w.narrow(1, 0, 16), padding: [1, 1], groups: 2),
        ["leaky_relu"] = (x, w) => F.leaky_relu(x, 0.1) * w.sum(),
        ["leaky_relu of every other column"] = (x, w) => F.leaky_relu(x[.., .., .., ^3..], 0.2) * w.sum(),
    };

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var name in s_cases.Keys)
            {
                cases.Add(name, false);
                cases.Add(name, true);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Operator_InBFloat16_AgreesWithFloat32(string name, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        var exact = Run(s_cases[name], float32, channelsLast);
        var half = Run(s_cases[name], bfloat16, channelsLast);

        foreach (var (what, (expected, actual)) in new[] { "output", "input", "weight" }.Zip(exact.Zip(half)))
        {
            Close.To(expected, actual, $"{name}: {what}", absolute: 0.015 * expected.abs().max().ToDouble());
        }
    }

    [Theory]
    [InlineData(32, false)]
    [InlineData(32, true)]
    [InlineData(24, true)]
    public void BatchNorm_OfBFloat16_AgreesWithFloat32(int channels, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        Tensor[] Results(ScalarType type)
        {
            var (mean, variance) = (zeros(channels), ones(channels));
            var (scale, shift) = (linspace(0.5, 2, channels).requires_grad_(), linspace(-1, 1, channels).requires_grad_());
            var input = Images(5, channels, 9, channelsLast).to(bfloat16).to(type).detach().requires_grad_();
            var output = F.batch_norm(input * 2 + 1, mean, variance, scale, shift, training: true, momentum: 0.3);
            (output.to(float32) * Images(5, channels, 9, false, seed: 3)).sum().backward();
            return [output, mean, variance, input.grad!, scale.grad!, shift.grad!];
        }

        foreach (var (i, (expected, actual)) in Results(float32).Zip(Results(bfloat16)).Index())
        {
            Close.To(expected, actual, $"result {i}", relative: 0.02, absolute: 0.02 * expected.abs().max().ToDouble());
        }
    }

    [Fact]
    public void Convolution_OfTheSameTwice_IsTheSameToTheBit()
    {
        using var scope = NewDisposeScope();
        var first = Run(s_cases["conv2d 3x3 stride 2"], bfloat16, true);
        var second = Run(s_cases["conv2d 3x3 stride 2"], bfloat16, true);

        foreach (var (expected, actual) in first.Zip(second))
        {
            Assert.Equal(expected.contiguous().data<float>().ToArray(), actual.contiguous().data<float>().ToArray());
        }
    }

    private static Tensor[] Run(Func<Tensor, Tensor, Tensor> compute, ScalarType type, bool channelsLast)
    {
        var input = Images(37, 32, 7, channelsLast).to(bfloat16).to(type).detach().requires_grad_();
        var weight = Images(64, 32, 3, channelsLast, seed: 2).to(bfloat16).to(type).detach().requires_grad_();
        var output = compute(input, weight);
        var direction = Images(output.shape[0], output.shape[1], output.shape[2], channelsLast, seed: 3).narrow(3, 0, output.shape[3]);
        (output.to(float32) * direction).sum().backward();
        return [output.to(float32), input.grad!.to(float32), weight.grad!.to(float32)];
    }

    private static Tensor Images(long count, long channels, long side, bool channelsLast, int seed = 1)
    {
        var random = new Random(seed);
        var values = new float[count * channels * side * side];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(random.NextDouble() - 0.5);
        }

        var images = tensor(values).view(count, side, side, channels).permute(0, 3, 1, 2);
        return channelsLast ? images : images.contiguous();
    }
}
