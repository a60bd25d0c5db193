using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Devices;

/// <summary>
/// Tensors in torch's own memory. One that TorchSharp makes of an array lies in that array, at any address, and MKL adds up in
/// another order at another address: on processors with AVX2 alone, equal values would not have equal products.
/// </summary>
internal static class TorchMemory
{
    /// <summary>A copy of the values, as float32 on the CPU. The caller owns it.</summary>
    /// <param name="values">Row-major, fewer than 2 GB.</param>
    /// <param name="shape">As many places as there are values.</param>
    public static Tensor Of(ReadOnlySpan<float> values, params long[] shape) => Filled(MemoryMarshal.AsBytes(values), empty(shape, ScalarType.Float32));

    /// <summary>The same in float64.</summary>
    public static Tensor Of(ReadOnlySpan<double> values, params long[] shape) => Filled(MemoryMarshal.AsBytes(values), empty(shape, ScalarType.Float64));

    private static Tensor Filled(ReadOnlySpan<byte> bytes, Tensor target)
    {
        if (bytes.Length > 0)
            bytes.CopyTo(target.bytes);
        return target;
    }
}
