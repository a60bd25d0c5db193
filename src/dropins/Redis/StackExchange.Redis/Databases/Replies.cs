using StackExchange.Redis.Protocol;

namespace StackExchange.Redis.Databases;

/// <summary>From reply to result.</summary>
internal static class Replies
{
    public static readonly Func<RespValue, bool> Boolean = static reply => reply.ToBoolean();
    public static readonly Func<RespValue, bool> Done = static _ => true;
    public static readonly Func<RespValue, long> Int64 = static reply => reply.ToInt64();
    public static readonly Func<RespValue, double> Real = static reply => reply.ToDouble();
    public static readonly Func<RespValue, RedisValue> Value = static reply => reply.ToValue();
    public static readonly Func<RespValue, RedisValue[]> Values = static reply => reply.ToValues();
    public static readonly Func<RespValue, RedisValue[]?> ValuesOrNull = static reply => reply.IsNull ? null : reply.ToValues();
    public static readonly Func<RespValue, RedisResult> Result = static reply => ToResult(reply);

    public static readonly Func<RespValue, Lease<byte>?> Lease = static reply =>
    {
        if (reply.Lease is { } lease)
            return lease;
        if (reply.IsNull)
            return null;
        var bytes = (byte[]?)reply.ToValue();
        var copy = Lease<byte>.Create(bytes!.Length, clear: false);
        bytes.CopyTo(copy.Span);
        return copy;
    };

    public static readonly Func<RespValue, TimeSpan?> TimeToLive = static reply =>
        reply.ToInt64() is >= 0 and var milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;

    public static readonly Func<RespValue, RedisType> Type = static reply => reply.Text switch
    {
        "none" => RedisType.None,
        "string" => RedisType.String,
        "list" => RedisType.List,
        "set" => RedisType.Set,
        "zset" => RedisType.SortedSet,
        "hash" => RedisType.Hash,
        "stream" => RedisType.Stream,
        _ => RedisType.Unknown,
    };

    public static readonly Func<RespValue, HashEntry[]> HashEntries = static reply =>
    {
        var items = reply.Items;
        var entries = new HashEntry[items.Length / 2];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = new(items[2 * i].ToValue(), items[(2 * i) + 1].ToValue());
        return entries;
    };

    private static RedisResult ToResult(RespValue reply) => reply.IsAggregate
        ? new ListRedisResult(Array.ConvertAll(reply.Items, ToResult), reply.Kind switch
        {
            RespKind.Map => ResultType.Map,
            RespKind.Set => ResultType.Set,
            RespKind.Push => ResultType.Push,
            _ => ResultType.Array,
        })
        : new SingleRedisResult(reply.ToValue(), reply.Kind switch
        {
            RespKind.Null => ResultType.Null,
            RespKind.SimpleString => ResultType.SimpleString,
            RespKind.Error or RespKind.BulkError => ResultType.Error,
            RespKind.Integer => ResultType.Integer,
            RespKind.Double => ResultType.Double,
            RespKind.Boolean => ResultType.Boolean,
            RespKind.BigNumber => ResultType.BigInteger,
            RespKind.VerbatimString => ResultType.VerbatimString,
            _ => ResultType.BulkString,
        });
}
