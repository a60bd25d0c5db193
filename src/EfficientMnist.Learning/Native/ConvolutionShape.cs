using System.Runtime.InteropServices;

namespace EfficientMnist.Learning.Native;

/// <summary>A convolution as the library of kernels reads it: of maps of so many rows, columns and channels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ConvolutionShape(long Rows, long Columns, long Inputs, long Outputs, long Size, long Stride)
{
    public long OutputRows => (Rows - 1) / Stride + 1;

    public long OutputColumns => (Columns - 1) / Stride + 1;

    public long Weights => Size * Size * Inputs * Outputs;
}
