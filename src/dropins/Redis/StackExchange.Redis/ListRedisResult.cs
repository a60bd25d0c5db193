using System.Globalization;

namespace StackExchange.Redis;

internal sealed class ListRedisResult(RedisResult[] items, ResultType type) : RedisResult
{
    public override ResultType Resp3Type => type;

    public override ResultType Resp2Type => ResultType.Array;

    public override bool IsNull => false;

    public override int Length => items.Length;

    internal override RedisValue Value => items.Length == 1 ? items[0].Value : throw new InvalidCastException($"A list of {items.Length} is not one value.");

    public override RedisResult this[int index] => items[index];

    public override string? ToString() => string.Create(CultureInfo.InvariantCulture, $"{items.Length} element(s)");

    internal override T[]? Convert<T>(Converter<RedisResult, T> convert) => Array.ConvertAll(items, convert);
}
