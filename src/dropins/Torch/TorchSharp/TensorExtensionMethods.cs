using static TorchSharp.torch;

namespace TorchSharp;

public static class TensorExtensionMethods
{
    public static float ToSingle(this Tensor value) => value.ToScalar().ToSingle();
    public static double ToDouble(this Tensor value) => value.ToScalar().ToDouble();
    public static byte ToByte(this Tensor value) => value.ToScalar().ToByte();
    public static sbyte ToSByte(this Tensor value) => value.ToScalar().ToSByte();
    public static short ToInt16(this Tensor value) => value.ToScalar().ToInt16();
    public static int ToInt32(this Tensor value) => value.ToScalar().ToInt32();
    public static long ToInt64(this Tensor value) => value.ToScalar().ToInt64();
    public static bool ToBoolean(this Tensor value) => value.ToScalar().ToBoolean();

    public static Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false)
    {
        var result = from_array(rawArray).reshape(dimensions);
        return requires_grad ? result.requires_grad_() : result;
    }

    public static Tensor ToTensor(this float value, Device? device = null, bool requires_grad = false) => tensor(value, device, requires_grad);
    public static Tensor ToTensor(this double value, Device? device = null, bool requires_grad = false) => tensor(value, device, requires_grad);
    public static Tensor ToTensor(this int value, Device? device = null, bool requires_grad = false) => tensor(value, device, requires_grad);
    public static Tensor ToTensor(this long value, Device? device = null, bool requires_grad = false) => tensor(value, device, requires_grad);

    public static bool IsIntegral(this ScalarType type) => is_integral(type);
    public static bool IsFloatingPoint(this ScalarType type) => is_floating_point(type);

    /// <summary>Writes type, shape and elements; the counterpart of <see cref="Load(Tensor, BinaryReader, bool)"/>.</summary>
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        using var cpu = tensor.detach().cpu();
        using var dense = cpu.contiguous();
        writer.Write7BitEncodedInt((int)tensor.dtype);
        var shape = tensor.shape;
        writer.Write7BitEncodedInt(shape.Length);
        foreach (var size in shape)
        {
            writer.Write7BitEncodedInt64(size);
        }

        writer.Write(dense.bytes);
    }

    /// <summary>Reads what Save wrote into this tensor; type and shape must agree.</summary>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        using var loaded = Read(reader);
        if (skip)
        {
            return;
        }

        if (loaded.dtype != tensor.dtype || !loaded.shape.AsSpan().SequenceEqual(tensor.shape))
        {
            throw new ArgumentException($"Mismatched tensor while loading: expected {tensor}, but found {loaded}.");
        }

        using var _ = no_grad();
        tensor.copy_(loaded);
    }

    internal static Tensor Read(BinaryReader reader)
    {
        var type = (ScalarType)reader.Read7BitEncodedInt();
        var shape = new long[reader.Read7BitEncodedInt()];
        for (var d = 0; d < shape.Length; d++)
        {
            shape[d] = reader.Read7BitEncodedInt64();
        }

        var result = empty(shape, type);
        reader.BaseStream.ReadExactly(result.bytes);
        return result;
    }
}
