namespace StackExchange.Redis.Databases;

internal sealed partial class RedisDatabase
{
    public long StringAppend(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) => Wait(StringAppendAsync(key, value, flags));

    public Task<long> StringAppendAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) => Send("APPEND", With(key, value), Replies.Int64, flags);

    public long StringDecrement(RedisKey key, long value = 1, CommandFlags flags = CommandFlags.None) => Wait(StringDecrementAsync(key, value, flags));

    public Task<long> StringDecrementAsync(RedisKey key, long value = 1, CommandFlags flags = CommandFlags.None) => StringIncrementAsync(key, -value, flags);

    public double StringDecrement(RedisKey key, double value, CommandFlags flags = CommandFlags.None) => Wait(StringDecrementAsync(key, value, flags));

    public Task<double> StringDecrementAsync(RedisKey key, double value, CommandFlags flags = CommandFlags.None) => StringIncrementAsync(key, -value, flags);

    public RedisValue StringGet(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(StringGetAsync(key, flags));

    public Task<RedisValue> StringGetAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("GET", [Key(key)], Replies.Value, flags);

    public RedisValue[] StringGet(RedisKey[] keys, CommandFlags flags = CommandFlags.None) => Wait(StringGetAsync(keys, flags));

    public Task<RedisValue[]> StringGetAsync(RedisKey[] keys, CommandFlags flags = CommandFlags.None)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return keys.Length == 0 ? Task.FromResult<RedisValue[]>([]) : Send("MGET", Keys(keys), Replies.Values, flags);
    }

    public RedisValue StringGetDelete(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(StringGetDeleteAsync(key, flags));

    public Task<RedisValue> StringGetDeleteAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("GETDEL", [Key(key)], Replies.Value, flags);

    public Lease<byte>? StringGetLease(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(StringGetLeaseAsync(key, flags));

    public Task<Lease<byte>?> StringGetLeaseAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("GET", [Key(key)], Replies.Lease, flags, lease: true);

    public RedisValue StringGetRange(RedisKey key, long start, long end, CommandFlags flags = CommandFlags.None) => Wait(StringGetRangeAsync(key, start, end, flags));

    public Task<RedisValue> StringGetRangeAsync(RedisKey key, long start, long end, CommandFlags flags = CommandFlags.None) => Send("GETRANGE", With(key, start, end), Replies.Value, flags);

    public RedisValue StringGetSet(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) => Wait(StringGetSetAsync(key, value, flags));

    public Task<RedisValue> StringGetSetAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) => Send("GETSET", With(key, value), Replies.Value, flags);

    public long StringIncrement(RedisKey key, long value = 1, CommandFlags flags = CommandFlags.None) => Wait(StringIncrementAsync(key, value, flags));

    public Task<long> StringIncrementAsync(RedisKey key, long value = 1, CommandFlags flags = CommandFlags.None) => Send("INCRBY", With(key, value), Replies.Int64, flags);

    public double StringIncrement(RedisKey key, double value, CommandFlags flags = CommandFlags.None) => Wait(StringIncrementAsync(key, value, flags));

    public Task<double> StringIncrementAsync(RedisKey key, double value, CommandFlags flags = CommandFlags.None) => Send("INCRBYFLOAT", With(key, value), Replies.Real, flags);

    public long StringLength(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(StringLengthAsync(key, flags));

    public Task<long> StringLengthAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("STRLEN", [Key(key)], Replies.Int64, flags);

    public bool StringSet(RedisKey key, RedisValue value, TimeSpan? expiry, When when) => Wait(StringSetAsync(key, value, expiry, when));

    public Task<bool> StringSetAsync(RedisKey key, RedisValue value, TimeSpan? expiry, When when) => StringSetAsync(key, value, expiry, keepTtl: false, when, CommandFlags.None);

    public bool StringSet(RedisKey key, RedisValue value, TimeSpan? expiry, When when, CommandFlags flags) => Wait(StringSetAsync(key, value, expiry, when, flags));

    public Task<bool> StringSetAsync(RedisKey key, RedisValue value, TimeSpan? expiry, When when, CommandFlags flags) => StringSetAsync(key, value, expiry, keepTtl: false, when, flags);

    public bool StringSet(RedisKey key, RedisValue value, TimeSpan? expiry = null, bool keepTtl = false, When when = When.Always, CommandFlags flags = CommandFlags.None) => Wait(StringSetAsync(key, value, expiry, keepTtl, when, flags));

    // No value means no key, as in the package.
    public Task<bool> StringSetAsync(RedisKey key, RedisValue value, TimeSpan? expiry = null, bool keepTtl = false, When when = When.Always, CommandFlags flags = CommandFlags.None) => value.IsNull
        ? KeyDeleteAsync(key, flags)
        : Send("SET", [Key(key), value, .. Lifetime(expiry, keepTtl), .. Existence(when)], Replies.Boolean, flags);

    public bool StringSet(KeyValuePair<RedisKey, RedisValue>[] values, When when = When.Always, CommandFlags flags = CommandFlags.None) => Wait(StringSetAsync(values, when, flags));

    public Task<bool> StringSetAsync(KeyValuePair<RedisKey, RedisValue>[] values, When when = When.Always, CommandFlags flags = CommandFlags.None)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (when == When.Exists)
            throw new ArgumentException("Exists is not valid in this context; the permitted values are: Always, NotExists", nameof(when));
        if (values.Length == 0)
            return Task.FromResult(false);
        return Send(when == When.NotExists ? "MSETNX" : "MSET", [.. values.SelectMany(static pair => With(pair.Key, pair.Value))], Replies.Boolean, flags);
    }

    public RedisValue StringSetRange(RedisKey key, long offset, RedisValue value, CommandFlags flags = CommandFlags.None) => Wait(StringSetRangeAsync(key, offset, value, flags));

    public Task<RedisValue> StringSetRangeAsync(RedisKey key, long offset, RedisValue value, CommandFlags flags = CommandFlags.None) => Send("SETRANGE", With(key, offset, value), Replies.Value, flags);

    private static RedisValue[] Lifetime(TimeSpan? expiry, bool keepTtl) => expiry switch
    {
        null => keepTtl ? ["KEEPTTL"] : [],
        _ when keepTtl => throw new ArgumentException("A lifetime is either set or kept, not both.", nameof(keepTtl)),
        { } span when span == TimeSpan.MaxValue => [],
        { } span => ["PX", (long)span.TotalMilliseconds],
    };

    private static RedisValue[] Existence(When when) => when switch
    {
        When.Always => [],
        When.Exists => ["XX"],
        When.NotExists => ["NX"],
        _ => throw new ArgumentOutOfRangeException(nameof(when), when, "Not a condition of existence."),
    };
}
