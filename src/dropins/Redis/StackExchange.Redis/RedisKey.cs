using System.Text;

namespace StackExchange.Redis;

public readonly struct RedisKey : IEquatable<RedisKey>
{
    private readonly object? value;

    public RedisKey(string? key) => value = key;

    private RedisKey(object? key) => value = key;

    internal bool IsNull => value is null;

    public static implicit operator RedisKey(string? key) => new(key);

    public static implicit operator RedisKey(byte[]? key) => new((object?)key);

    public static implicit operator byte[]?(RedisKey key) => key.value switch
    {
        null => null,
        byte[] bytes => bytes,
        var text => Encoding.UTF8.GetBytes((string)text),
    };

    public static implicit operator string?(RedisKey key) => key.value switch
    {
        null => null,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        var text => (string)text,
    };

    public static bool operator ==(RedisKey x, RedisKey y) => x.Equals(y);

    public static bool operator !=(RedisKey x, RedisKey y) => !x.Equals(y);

    public static RedisKey operator +(RedisKey x, RedisKey y) => x.Append(y);

    public RedisKey Append(RedisKey suffix) => (value, suffix.value) switch
    {
        (_, null) => this,
        (null, _) => suffix,
        (string first, string second) => first + second,
        _ => (byte[])[.. ((byte[]?)this)!, .. ((byte[]?)suffix)!],
    };

    public RedisKey Prepend(RedisKey prefix) => prefix.Append(this);

    public bool Equals(RedisKey other) => (value, other.value) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (string first, string second) => string.Equals(first, second, StringComparison.Ordinal),
        _ => ((byte[]?)this).AsSpan().SequenceEqual((byte[]?)other),
    };

    public override bool Equals(object? obj) => obj switch
    {
        RedisKey key => Equals(key),
        string text => Equals(text),
        byte[] bytes => Equals(bytes),
        null => IsNull,
        _ => false,
    };

    public override int GetHashCode() => ((RedisValue)(byte[]?)this).GetHashCode();

    public override string ToString() => (string?)this ?? "(null)";

    internal RedisValue AsRedisValue() => value is string text ? text : (RedisValue)(byte[]?)value;
}
