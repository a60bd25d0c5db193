namespace StackExchange.Redis.Databases;

internal sealed partial class RedisDatabase
{
    public long HashDecrement(RedisKey key, RedisValue hashField, long value = 1, CommandFlags flags = CommandFlags.None) => Wait(HashDecrementAsync(key, hashField, value, flags));

    public Task<long> HashDecrementAsync(RedisKey key, RedisValue hashField, long value = 1, CommandFlags flags = CommandFlags.None) => HashIncrementAsync(key, hashField, -value, flags);

    public bool HashDelete(RedisKey key, RedisValue hashField, CommandFlags flags = CommandFlags.None) => Wait(HashDeleteAsync(key, hashField, flags));

    public Task<bool> HashDeleteAsync(RedisKey key, RedisValue hashField, CommandFlags flags = CommandFlags.None) => Send("HDEL", With(key, hashField), Replies.Boolean, flags);

    public long HashDelete(RedisKey key, RedisValue[] hashFields, CommandFlags flags = CommandFlags.None) => Wait(HashDeleteAsync(key, hashFields, flags));

    public Task<long> HashDeleteAsync(RedisKey key, RedisValue[] hashFields, CommandFlags flags = CommandFlags.None) => Send("HDEL", With(key, hashFields), Replies.Int64, flags);

    public bool HashExists(RedisKey key, RedisValue hashField, CommandFlags flags = CommandFlags.None) => Wait(HashExistsAsync(key, hashField, flags));

    public Task<bool> HashExistsAsync(RedisKey key, RedisValue hashField, CommandFlags flags = CommandFlags.None) => Send("HEXISTS", With(key, hashField), Replies.Boolean, flags);

    public RedisValue HashGet(RedisKey key, RedisValue hashField, CommandFlags flags = CommandFlags.None) => Wait(HashGetAsync(key, hashField, flags));

    public Task<RedisValue> HashGetAsync(RedisKey key, RedisValue hashField, CommandFlags flags = CommandFlags.None) => Send("HGET", With(key, hashField), Replies.Value, flags);

    public RedisValue[] HashGet(RedisKey key, RedisValue[] hashFields, CommandFlags flags = CommandFlags.None) => Wait(HashGetAsync(key, hashFields, flags));

    public Task<RedisValue[]> HashGetAsync(RedisKey key, RedisValue[] hashFields, CommandFlags flags = CommandFlags.None)
    {
        ArgumentNullException.ThrowIfNull(hashFields);
        return hashFields.Length == 0 ? Task.FromResult<RedisValue[]>([]) : Send("HMGET", With(key, hashFields), Replies.Values, flags);
    }

    public HashEntry[] HashGetAll(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(HashGetAllAsync(key, flags));

    public Task<HashEntry[]> HashGetAllAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("HGETALL", [Key(key)], Replies.HashEntries, flags);

    public long HashIncrement(RedisKey key, RedisValue hashField, long value = 1, CommandFlags flags = CommandFlags.None) => Wait(HashIncrementAsync(key, hashField, value, flags));

    public Task<long> HashIncrementAsync(RedisKey key, RedisValue hashField, long value = 1, CommandFlags flags = CommandFlags.None) => Send("HINCRBY", With(key, hashField, value), Replies.Int64, flags);

    public double HashIncrement(RedisKey key, RedisValue hashField, double value, CommandFlags flags = CommandFlags.None) => Wait(HashIncrementAsync(key, hashField, value, flags));

    public Task<double> HashIncrementAsync(RedisKey key, RedisValue hashField, double value, CommandFlags flags = CommandFlags.None) => Send("HINCRBYFLOAT", With(key, hashField, value), Replies.Real, flags);

    public RedisValue[] HashKeys(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(HashKeysAsync(key, flags));

    public Task<RedisValue[]> HashKeysAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("HKEYS", [Key(key)], Replies.Values, flags);

    public long HashLength(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(HashLengthAsync(key, flags));

    public Task<long> HashLengthAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("HLEN", [Key(key)], Replies.Int64, flags);

    public void HashSet(RedisKey key, HashEntry[] hashFields, CommandFlags flags = CommandFlags.None) => Wait(HashSetAsync(key, hashFields, flags));

    public Task HashSetAsync(RedisKey key, HashEntry[] hashFields, CommandFlags flags = CommandFlags.None)
    {
        ArgumentNullException.ThrowIfNull(hashFields);
        return hashFields.Length == 0
            ? Task.CompletedTask
            : Send("HSET", With(key, [.. hashFields.SelectMany(static entry => (RedisValue[])[entry.Name, entry.Value])]), Replies.Done, flags);
    }

    public bool HashSet(RedisKey key, RedisValue hashField, RedisValue value, When when = When.Always, CommandFlags flags = CommandFlags.None) => Wait(HashSetAsync(key, hashField, value, when, flags));

    public Task<bool> HashSetAsync(RedisKey key, RedisValue hashField, RedisValue value, When when = When.Always, CommandFlags flags = CommandFlags.None) => when switch
    {
        When.Always => Send("HSET", With(key, hashField, value), Replies.Boolean, flags),
        When.NotExists => Send("HSETNX", With(key, hashField, value), Replies.Boolean, flags),
        _ => throw new ArgumentException(when + " is not valid in this context; the permitted values are: Always, NotExists", nameof(when)),
    };

    public RedisValue[] HashValues(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(HashValuesAsync(key, flags));

    public Task<RedisValue[]> HashValuesAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("HVALS", [Key(key)], Replies.Values, flags);
}
