namespace TorchSharp.Native;

/// <summary>One argument of an operator, converted implicitly from what the caller has at hand.</summary>
internal readonly struct Arg
{
    internal readonly ValueKind Kind;
    internal readonly int Extra;
    internal readonly long Bits;
    internal readonly object? Reference;

    private Arg(ValueKind kind, long bits = 0, object? reference = null, int extra = 0)
    {
        Kind = kind;
        Bits = bits;
        Reference = reference;
        Extra = extra;
    }

    internal static Arg None => default;

    /// <summary>The default that the operator's schema states.</summary>
    internal static Arg Default => new(ValueKind.Default);

    public static implicit operator Arg(torch.Tensor? value) => value is null ? None : new(ValueKind.Tensor, value.Handle, value);
    public static implicit operator Arg(int value) => new(ValueKind.Int, value);
    public static implicit operator Arg(long value) => new(ValueKind.Int, value);
    public static implicit operator Arg(double value) => new(ValueKind.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Arg(bool value) => new(ValueKind.Bool, value ? 1 : 0);
    public static implicit operator Arg(string? value) => value is null ? None : new(ValueKind.String, 0, value);
    public static implicit operator Arg(long[]? value) => value is null ? None : new(ValueKind.IntList, value.Length, value);
    public static implicit operator Arg(double[]? value) => value is null ? None : new(ValueKind.DoubleList, value.Length, value);
    public static implicit operator Arg(torch.Tensor[]? value) => value is null ? None : new(ValueKind.TensorList, value.Length, value);
    public static implicit operator Arg(torch.ScalarType value) => new(ValueKind.Int, (long)value);
    public static implicit operator Arg(torch.Device? value) => value is null ? None : new(ValueKind.Device, (long)value.type, null, value.index);
    public static implicit operator Arg(torch.Generator? value) => value is null ? None : new(ValueKind.Generator, value.Handle, value);

    public static implicit operator Arg(long? value) => value.HasValue ? value.Value : None;
    public static implicit operator Arg(double? value) => value.HasValue ? value.Value : None;
    public static implicit operator Arg(bool? value) => value.HasValue ? value.Value : None;
    public static implicit operator Arg(torch.ScalarType? value) => value.HasValue ? value.Value : None;

    public static implicit operator Arg(Scalar? value) => value is null ? None : value.Kind switch
    {
        ValueKind.Bool => value.Bits != 0,
        ValueKind.Int => value.Bits,
        _ => new(ValueKind.Double, value.Bits),
    };

    /// <summary>A list of tensors with gaps, as index operators take it.</summary>
    internal static Arg Indices(torch.Tensor?[] indices) => new(ValueKind.OptionalTensorList, indices.Length, indices);

    internal static Arg Flags(params long[] flags) => new(ValueKind.BoolList, flags.Length, flags);
}
