using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>A tensor's metadata; the pointers are valid while the tensor lives and keeps its shape.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeInfo
{
    public int DType;
    public int DeviceType;
    public int DeviceIndex;
    public int Dimensions;
    public int RequiresGrad;
    public int IsLeaf;
    public int Contiguous;
    public int ElementSize;
    public long Elements;
    public long* Sizes;
    public long* Strides;
    public void* Data;
}
