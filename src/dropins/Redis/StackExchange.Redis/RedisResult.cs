namespace StackExchange.Redis;

/// <summary>The reply to a command that has no method of its own.</summary>
public abstract class RedisResult
{
    public abstract ResultType Resp3Type { get; }

    public abstract ResultType Resp2Type { get; }

    public abstract bool IsNull { get; }

    public virtual int Length => -1;

    public virtual RedisResult this[int index] => throw new InvalidOperationException("Indexers can only be used on array results");

    public static RedisResult Create(RedisValue value, ResultType? resultType = null) =>
        new SingleRedisResult(value, resultType ?? (value.IsInteger ? ResultType.Integer : ResultType.BulkString));

    public static RedisResult Create(RedisResult[] values) => new ListRedisResult(values, ResultType.Array);

    public abstract override string? ToString();

    public static explicit operator string?(RedisResult? result) => result is null ? null : (string?)result.Value;

    public static explicit operator byte[]?(RedisResult? result) => result is null ? null : (byte[]?)result.Value;

    public static explicit operator double(RedisResult result) => (double)result.Value;

    public static explicit operator long(RedisResult result) => (long)result.Value;

    public static explicit operator ulong(RedisResult result) => (ulong)result.Value;

    public static explicit operator int(RedisResult result) => (int)result.Value;

    public static explicit operator bool(RedisResult result) => (string?)result.Value is "OK" || (bool)result.Value;

    public static explicit operator RedisValue(RedisResult? result) => result?.Value ?? RedisValue.Null;

    public static explicit operator RedisKey(RedisResult? result) => (byte[]?)result;

    public static explicit operator long?(RedisResult? result) => result is null ? null : (long?)result.Value;

    public static explicit operator string?[]?(RedisResult? result) => result?.Convert(static item => (string?)item);

    public static explicit operator byte[]?[]?(RedisResult? result) => result?.Convert(static item => (byte[]?)item);

    public static explicit operator long[]?(RedisResult? result) => result?.Convert(static item => (long)item);

    public static explicit operator int[]?(RedisResult? result) => result?.Convert(static item => (int)item);

    public static explicit operator RedisValue[]?(RedisResult? result) => result?.Convert(static item => (RedisValue)item);

    public static explicit operator RedisKey[]?(RedisResult? result) => result?.Convert(static item => (RedisKey)item);

    public static explicit operator RedisResult[]?(RedisResult? result) => result?.Convert(static item => item);

    internal abstract RedisValue Value { get; }

    internal abstract T[]? Convert<T>(Converter<RedisResult, T> convert);
}
