using TorchSharp.Native;

namespace TorchSharp;

/// <summary>A number of any kind as an argument of an operator.</summary>
public sealed class Scalar : IDisposable
{
    internal Scalar(long value) => (Kind, Bits) = (ValueKind.Int, value);

    internal Scalar(double value) => (Kind, Bits) = (ValueKind.Double, BitConverter.DoubleToInt64Bits(value));

    internal Scalar(bool value) => (Kind, Bits) = (ValueKind.Bool, value ? 1 : 0);

    internal ValueKind Kind { get; }

    internal long Bits { get; }

    internal double Number => Kind == ValueKind.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    internal long Integer => Kind == ValueKind.Double ? (long)BitConverter.Int64BitsToDouble(Bits) : Bits;

    public static implicit operator Scalar(byte value) => new((long)value);
    public static implicit operator Scalar(sbyte value) => new((long)value);
    public static implicit operator Scalar(short value) => new((long)value);
    public static implicit operator Scalar(int value) => new((long)value);
    public static implicit operator Scalar(long value) => new(value);
    public static implicit operator Scalar(Half value) => new((double)value);
    public static implicit operator Scalar(float value) => new((double)value);
    public static implicit operator Scalar(double value) => new(value);
    public static implicit operator Scalar(bool value) => new(value);

    public void Dispose()
    {
    }
}
