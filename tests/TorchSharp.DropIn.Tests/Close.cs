using static TorchSharp.torch;

namespace TorchSharp.DropIn.Tests;

internal static class Close
{
    internal static void To(Tensor expected, Tensor actual, string what, double relative = 1e-4, double absolute = 1e-5)
    {
        Assert.True(expected.shape.AsSpan().SequenceEqual(actual.shape), $"{what}: shape {string.Join("x", actual.shape)} instead of {string.Join("x", expected.shape)}");
        using var difference = (expected.to(float64) - actual.to(float64)).abs();
        Assert.True(expected.to(float64).allclose(actual.to(float64), relative, absolute, equal_nan: true), $"{what}: off by up to {(difference.numel() > 0 ? difference.max().ToDouble() : 0)}");
    }
}
