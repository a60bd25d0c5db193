using System.Text;

namespace StackExchange.Redis;

public readonly struct RedisChannel : IEquatable<RedisChannel>
{
    private readonly byte[]? value;

    public RedisChannel(byte[]? value, PatternMode mode)
    {
        this.value = value;
        IsPattern = IsPatternFor(value, mode);
    }

    public RedisChannel(string value, PatternMode mode)
        : this(value is null ? null : Encoding.UTF8.GetBytes(value), mode)
    {
    }

    public enum PatternMode
    {
        Auto = 0,
        Literal = 1,
        Pattern = 2,
    }

    public bool IsNullOrEmpty => value is null || value.Length == 0;

    public bool IsPattern { get; }

    public static RedisChannel Literal(string value) => new(value, PatternMode.Literal);

    public static RedisChannel Literal(byte[] value) => new(value, PatternMode.Literal);

    public static RedisChannel Pattern(string value) => new(value, PatternMode.Pattern);

    public static RedisChannel Pattern(byte[] value) => new(value, PatternMode.Pattern);

    [Obsolete("Say whether the channel is a pattern: RedisChannel.Literal or RedisChannel.Pattern.")]
    public static implicit operator RedisChannel(string key) => new(key, PatternMode.Auto);

    [Obsolete("Say whether the channel is a pattern: RedisChannel.Literal or RedisChannel.Pattern.")]
    public static implicit operator RedisChannel(byte[]? key) => new(key, PatternMode.Auto);

    public static implicit operator byte[]?(RedisChannel key) => key.value;

    public static implicit operator string?(RedisChannel key) => key.value is null ? null : Encoding.UTF8.GetString(key.value);

    public static bool operator ==(RedisChannel x, RedisChannel y) => x.Equals(y);

    public static bool operator !=(RedisChannel x, RedisChannel y) => !x.Equals(y);

    public bool Equals(RedisChannel other) => IsPattern == other.IsPattern && value.AsSpan().SequenceEqual(other.value);

    public override bool Equals(object? obj) => obj is RedisChannel other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(value);
        return hash.ToHashCode();
    }

    public override string ToString() => (string?)this ?? "(null)";

    internal RedisValue ToValue() => value;

    private static bool IsPatternFor(byte[]? value, PatternMode mode) => mode switch
    {
        PatternMode.Auto => value.AsSpan().Contains((byte)'*'),
        PatternMode.Literal => false,
        PatternMode.Pattern => true,
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };
}
