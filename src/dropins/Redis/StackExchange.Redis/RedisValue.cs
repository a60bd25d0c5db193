using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace StackExchange.Redis;

/// <summary>A value to or from Redis: null, bytes, text or a number, converted on demand.</summary>
public readonly partial struct RedisValue : IEquatable<RedisValue>, IComparable<RedisValue>, IComparable
{
    private readonly Kind kind;
    private readonly long bits;
    private readonly string? text;
    private readonly ReadOnlyMemory<byte> memory;

    public RedisValue(string value)
    {
        kind = value is null ? Kind.Null : Kind.Text;
        text = value;
    }

    private RedisValue(ReadOnlyMemory<byte> value)
    {
        kind = Kind.Bytes;
        memory = value;
    }

    private RedisValue(Kind kind, long bits)
    {
        this.kind = kind;
        this.bits = bits;
    }

    private enum Kind : byte
    {
        Null,
        Bytes,
        Text,
        Signed,
        Unsigned,
        Real,
    }

    public static RedisValue EmptyString { get; } = new(ReadOnlyMemory<byte>.Empty);

    public static RedisValue Null => default;

    public bool HasValue => !IsNullOrEmpty;

    public bool IsNull => kind == Kind.Null;

    public bool IsNullOrEmpty => kind switch
    {
        Kind.Null => true,
        Kind.Bytes => memory.IsEmpty,
        Kind.Text => text!.Length == 0,
        _ => false,
    };

    public bool IsInteger => kind is Kind.Signed or Kind.Unsigned;

    public static RedisValue Unbox(object? value) => value switch
    {
        null => Null,
        RedisValue redis => redis,
        RedisKey key => key.AsRedisValue(),
        string s => s,
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> bytes => bytes,
        Memory<byte> bytes => bytes,
        int i => i,
        long l => l,
        uint i => i,
        ulong l => l,
        double d => d,
        float f => (double)f,
        bool b => b,
        RedisChannel channel => channel.ToValue(),
        _ => throw new ArgumentException($"A {value.GetType().FullName} cannot be sent to Redis.", nameof(value)),
    };

    public object? Box() => kind switch
    {
        Kind.Null => null,
        Kind.Text => text,
        Kind.Signed => bits,
        Kind.Unsigned => (ulong)bits,
        Kind.Real => Number,
        _ => this,
    };

    public long Length() => kind == Kind.Null ? 0 : ByteCount;

    public bool StartsWith(RedisValue value) => !IsNull && !value.IsNull && Utf8().Span.StartsWith(value.Utf8().Span);

    public bool Equals(RedisValue other)
    {
        if (IsNull || other.IsNull)
            return IsNull && other.IsNull;
        if (kind == Kind.Text && other.kind == Kind.Text)
            return string.Equals(text, other.text, StringComparison.Ordinal);
        return Utf8().Span.SequenceEqual(other.Utf8().Span);
    }

    public override bool Equals(object? obj) => obj switch
    {
        null => IsNull,
        RedisValue other => Equals(other),
        _ => false,
    };

    // Equal values hash alike whatever they are held as, so the hash is always that of the bytes.
    public override int GetHashCode()
    {
        if (IsNull)
            return -1;
        var hash = default(HashCode);
        hash.AddBytes(Utf8().Span);
        return hash.ToHashCode();
    }

    public int CompareTo(RedisValue other)
    {
        if (IsNull || other.IsNull)
            return IsNull ? (other.IsNull ? 0 : -1) : 1;
        if (TryParse(out double mine) && other.TryParse(out double theirs))
            return mine.CompareTo(theirs);
        return Utf8().Span.SequenceCompareTo(other.Utf8().Span);
    }

    int IComparable.CompareTo(object? obj) => CompareTo(Unbox(obj));

    public override string ToString() => (string?)this ?? string.Empty;

    public bool TryParse(out long val)
    {
        switch (kind)
        {
            case Kind.Null:
                val = 0;
                return true;
            case Kind.Signed:
                val = bits;
                return true;
            case Kind.Unsigned:
                val = bits;
                return bits >= 0;
            case Kind.Real:
                val = (long)Number;
                return val == Number;
            case Kind.Text:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out val);
            default:
                return Utf8Parser.TryParse(memory.Span, out val, out var used) && used == memory.Length;
        }
    }

    public bool TryParse(out int val)
    {
        var fits = TryParse(out long wide) && wide is >= int.MinValue and <= int.MaxValue;
        val = fits ? (int)wide : 0;
        return fits;
    }

    public bool TryParse(out double val)
    {
        switch (kind)
        {
            case Kind.Null:
                val = 0;
                return true;
            case Kind.Signed:
                val = bits;
                return true;
            case Kind.Unsigned:
                val = (ulong)bits;
                return true;
            case Kind.Real:
                val = Number;
                return true;
            default:
                return TryParseReal((string)this!, out val);
        }
    }

    private static bool TryParseReal(string text, out double value)
    {
        // The three that Redis writes otherwise than .NET.
        value = text.ToLowerInvariant() switch
        {
            "inf" or "+inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            _ => 0,
        };
        return value != 0 || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private double Number => BitConverter.Int64BitsToDouble(bits);

    internal bool TryGetMemory(out ReadOnlyMemory<byte> bytes)
    {
        bytes = memory;
        return kind == Kind.Bytes;
    }

    internal int ByteCount => kind == Kind.Text ? Encoding.UTF8.GetByteCount(text!) : Utf8().Length;

    internal ReadOnlyMemory<byte> Utf8() => kind switch
    {
        Kind.Bytes => memory,
        Kind.Null => default,
        _ => Encoding.UTF8.GetBytes((string)this!),
    };

    internal void CopyTo(Span<byte> destination)
    {
        if (kind == Kind.Text)
            Encoding.UTF8.GetBytes(text, destination);
        else
            Utf8().Span.CopyTo(destination);
    }
}
