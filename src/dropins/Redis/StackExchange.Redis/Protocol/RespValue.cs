using System.Globalization;
using System.Text;

namespace StackExchange.Redis.Protocol;

/// <summary>One parsed reply: bytes, a number, or a list of replies (a map is its keys and values in turn).</summary>
internal readonly struct RespValue(RespKind kind, object? payload = null, long integer = 0)
{
    public RespKind Kind { get; } = kind;

    public long Integer { get; } = integer;

    public bool IsNull => Kind == RespKind.Null;

    public bool IsError => Kind is RespKind.Error or RespKind.BulkError;

    public byte[]? Bytes => payload as byte[];

    public Lease<byte>? Lease => payload as Lease<byte>;

    public RespValue[] Items => payload as RespValue[] ?? [];

    public bool IsAggregate => payload is RespValue[];

    public string Text => payload switch
    {
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        Lease<byte> lease => Encoding.UTF8.GetString(lease.Span),
        _ => IsNull ? "" : Integer.ToString(CultureInfo.InvariantCulture),
    };

    public RedisValue ToValue() => Kind switch
    {
        RespKind.Null => RedisValue.Null,
        RespKind.Integer or RespKind.Boolean => Integer,
        _ when IsAggregate => throw new RedisCommandException($"The server answered a list of {Items.Length} where one value was expected."),
        _ => Bytes,
    };

    public RedisValue[] ToValues() => IsNull ? [] : Array.ConvertAll(Items, static item => item.ToValue());

    public double ToDouble() => (double)ToValue();

    public long ToInt64() => Kind is RespKind.Integer or RespKind.Boolean ? Integer : (long)ToValue();

    /// <summary>True for 1 and for OK; false for 0 and for null.</summary>
    public bool ToBoolean() => Kind switch
    {
        RespKind.Integer or RespKind.Boolean => Integer != 0,
        RespKind.Null => false,
        _ => Bytes.AsSpan().SequenceEqual("OK"u8),
    };
}
