using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>What a <see cref="NativeValue"/> holds; the numbers are the native side's.</summary>
internal enum ValueKind
{
    None = 0, Tensor, Int, Double, Bool, String, IntList, DoubleList, BoolList, TensorList, OptionalTensorList, Device, Generator, Default,
}

/// <summary>One argument or result of an operator as it crosses to native code.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    public ValueKind Kind;
    public int Count;
    public long Bits;

    public readonly double Number => BitConverter.Int64BitsToDouble(Bits);
}
