using System.Globalization;
using System.Text;

namespace StackExchange.Redis;

public readonly partial struct RedisValue
{
    public static bool operator ==(RedisValue x, RedisValue y) => x.Equals(y);

    public static bool operator !=(RedisValue x, RedisValue y) => !x.Equals(y);

    public static implicit operator RedisValue(string? value) => new(value!);

    public static implicit operator RedisValue(byte[]? value) => value is null ? default : new(value.AsMemory());

    public static implicit operator RedisValue(ReadOnlyMemory<byte> value) => new(value);

    public static implicit operator RedisValue(Memory<byte> value) => new((ReadOnlyMemory<byte>)value);

    public static implicit operator RedisValue(int value) => new(Kind.Signed, value);

    public static implicit operator RedisValue(int? value) => value is { } number ? number : default(RedisValue);

    public static implicit operator RedisValue(long value) => new(Kind.Signed, value);

    public static implicit operator RedisValue(long? value) => value is { } number ? number : default(RedisValue);

    public static implicit operator RedisValue(uint value) => new(Kind.Signed, value);

    public static implicit operator RedisValue(ulong value) => value <= long.MaxValue ? new(Kind.Signed, (long)value) : new(Kind.Unsigned, (long)value);

    public static implicit operator RedisValue(double value) =>
        // As the package: a whole number travels as an integer.
        (long)value is var whole && whole == value && Math.Abs(value) < 9e15 ? new(Kind.Signed, whole) : new(Kind.Real, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator RedisValue(double? value) => value is { } number ? number : default(RedisValue);

    public static implicit operator RedisValue(bool value) => new(Kind.Signed, value ? 1 : 0);

    public static implicit operator RedisValue(bool? value) => value is { } flag ? flag : default(RedisValue);

    public static implicit operator string?(RedisValue value) => value.kind switch
    {
        Kind.Null => null,
        Kind.Text => value.text,
        Kind.Bytes => Encoding.UTF8.GetString(value.memory.Span),
        Kind.Signed => value.bits.ToString(CultureInfo.InvariantCulture),
        Kind.Unsigned => ((ulong)value.bits).ToString(CultureInfo.InvariantCulture),
        _ => value.Number switch
        {
            double.PositiveInfinity => "+inf",
            double.NegativeInfinity => "-inf",
            var number => number.ToString("R", CultureInfo.InvariantCulture),
        },
    };

    public static implicit operator byte[]?(RedisValue value)
    {
        if (value.IsNull)
            return null;
        var bytes = value.Utf8();
        return System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment)
            && segment.Offset == 0 && segment.Count == segment.Array!.Length
                ? segment.Array
                : bytes.ToArray();
    }

    public static implicit operator ReadOnlyMemory<byte>(RedisValue value) => value.Utf8();

    public static explicit operator int(RedisValue value) => checked((int)(long)value);

    public static explicit operator long(RedisValue value) =>
        value.TryParse(out long number) ? number : throw Unable(value, "an integer");

    public static explicit operator uint(RedisValue value) => checked((uint)(long)value);

    public static explicit operator ulong(RedisValue value) => value.kind == Kind.Unsigned
        ? (ulong)value.bits
        : value.IsNull ? 0
        : ulong.TryParse((string)value!, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Unable(value, "an unsigned integer");

    public static explicit operator double(RedisValue value) =>
        value.TryParse(out double number) ? number : throw Unable(value, "a number");

    public static explicit operator float(RedisValue value) => (float)(double)value;

    public static explicit operator bool(RedisValue value) => (string?)value switch
    {
        "1" or "true" or "TRUE" or "yes" => true,
        null or "0" or "false" or "FALSE" or "no" => false,
        _ => throw Unable(value, "a boolean"),
    };

    public static explicit operator int?(RedisValue value) => value.IsNull ? null : (int)value;

    public static explicit operator long?(RedisValue value) => value.IsNull ? null : (long)value;

    public static explicit operator ulong?(RedisValue value) => value.IsNull ? null : (ulong)value;

    public static explicit operator double?(RedisValue value) => value.IsNull ? null : (double)value;

    public static explicit operator float?(RedisValue value) => value.IsNull ? null : (float)value;

    public static explicit operator bool?(RedisValue value) => value.IsNull ? null : (bool)value;

    private static InvalidCastException Unable(RedisValue value, string wanted) =>
        new($"A Redis value of {value.ByteCount} bytes is not {wanted}.");
}
