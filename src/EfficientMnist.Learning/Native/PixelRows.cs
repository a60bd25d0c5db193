using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Native;

/// <summary>The memory of maps as the kernels want it: the pixels one after the other, each a dense row of channels.</summary>
internal static class PixelRows
{
    /// <summary>[n, c, h, w] in any layout → [n, h, w, c], copied only where the pixels do not lie so already.</summary>
    public static Tensor Of(Tensor maps) => maps.permute(0, 2, 3, 1).contiguous();

    /// <summary>Unset maps [n, c, h, w] whose pixels lie so.</summary>
    public static Tensor Empty(long n, long c, long h, long w) =>
        empty_strided([n, c, h, w], [h * w * c, 1, w * c, c], ScalarType.BFloat16);

    /// <summary>Where a dense tensor lies, for as long as the tensor lives.</summary>
    public static unsafe nint Address(Tensor dense) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(dense.bytes));
}
