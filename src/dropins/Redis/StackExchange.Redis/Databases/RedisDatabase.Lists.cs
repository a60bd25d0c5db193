namespace StackExchange.Redis.Databases;

internal sealed partial class RedisDatabase
{
    public RedisValue ListGetByIndex(RedisKey key, long index, CommandFlags flags = CommandFlags.None) => Wait(ListGetByIndexAsync(key, index, flags));

    public Task<RedisValue> ListGetByIndexAsync(RedisKey key, long index, CommandFlags flags = CommandFlags.None) => Send("LINDEX", With(key, index), Replies.Value, flags);

    public RedisValue ListLeftPop(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(ListLeftPopAsync(key, flags));

    public Task<RedisValue> ListLeftPopAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("LPOP", [Key(key)], Replies.Value, flags);

    public RedisValue[]? ListLeftPop(RedisKey key, long count, CommandFlags flags = CommandFlags.None) => Wait(ListLeftPopAsync(key, count, flags));

    public Task<RedisValue[]?> ListLeftPopAsync(RedisKey key, long count, CommandFlags flags = CommandFlags.None) => Send("LPOP", With(key, count), Replies.ValuesOrNull, flags);

    public long ListLeftPush(RedisKey key, RedisValue value, When when = When.Always, CommandFlags flags = CommandFlags.None) => Wait(ListLeftPushAsync(key, value, when, flags));

    public Task<long> ListLeftPushAsync(RedisKey key, RedisValue value, When when = When.Always, CommandFlags flags = CommandFlags.None) => Send(Push("LPUSH", when), With(key, value), Replies.Int64, flags);

    public long ListLeftPush(RedisKey key, RedisValue[] values, When when = When.Always, CommandFlags flags = CommandFlags.None) => Wait(ListLeftPushAsync(key, values, when, flags));

    public Task<long> ListLeftPushAsync(RedisKey key, RedisValue[] values, When when = When.Always, CommandFlags flags = CommandFlags.None) => Send(Push("LPUSH", when), With(key, values), Replies.Int64, flags);

    public long ListLeftPush(RedisKey key, RedisValue[] values, CommandFlags flags) => Wait(ListLeftPushAsync(key, values, flags));

    public Task<long> ListLeftPushAsync(RedisKey key, RedisValue[] values, CommandFlags flags) => ListLeftPushAsync(key, values, When.Always, flags);

    public long ListLength(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(ListLengthAsync(key, flags));

    public Task<long> ListLengthAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("LLEN", [Key(key)], Replies.Int64, flags);

    public RedisValue[] ListRange(RedisKey key, long start = 0, long stop = -1, CommandFlags flags = CommandFlags.None) => Wait(ListRangeAsync(key, start, stop, flags));

    public Task<RedisValue[]> ListRangeAsync(RedisKey key, long start = 0, long stop = -1, CommandFlags flags = CommandFlags.None) => Send("LRANGE", With(key, start, stop), Replies.Values, flags);

    public long ListRemove(RedisKey key, RedisValue value, long count = 0, CommandFlags flags = CommandFlags.None) => Wait(ListRemoveAsync(key, value, count, flags));

    public Task<long> ListRemoveAsync(RedisKey key, RedisValue value, long count = 0, CommandFlags flags = CommandFlags.None) => Send("LREM", With(key, count, value), Replies.Int64, flags);

    public RedisValue ListRightPop(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(ListRightPopAsync(key, flags));

    public Task<RedisValue> ListRightPopAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("RPOP", [Key(key)], Replies.Value, flags);

    public RedisValue[]? ListRightPop(RedisKey key, long count, CommandFlags flags = CommandFlags.None) => Wait(ListRightPopAsync(key, count, flags));

    public Task<RedisValue[]?> ListRightPopAsync(RedisKey key, long count, CommandFlags flags = CommandFlags.None) => Send("RPOP", With(key, count), Replies.ValuesOrNull, flags);

    public long ListRightPush(RedisKey key, RedisValue value, When when = When.Always, CommandFlags flags = CommandFlags.None) => Wait(ListRightPushAsync(key, value, when, flags));

    public Task<long> ListRightPushAsync(RedisKey key, RedisValue value, When when = When.Always, CommandFlags flags = CommandFlags.None) => Send(Push("RPUSH", when), With(key, value), Replies.Int64, flags);

    public long ListRightPush(RedisKey key, RedisValue[] values, When when = When.Always, CommandFlags flags = CommandFlags.None) => Wait(ListRightPushAsync(key, values, when, flags));

    public Task<long> ListRightPushAsync(RedisKey key, RedisValue[] values, When when = When.Always, CommandFlags flags = CommandFlags.None) => Send(Push("RPUSH", when), With(key, values), Replies.Int64, flags);

    public long ListRightPush(RedisKey key, RedisValue[] values, CommandFlags flags) => Wait(ListRightPushAsync(key, values, flags));

    public Task<long> ListRightPushAsync(RedisKey key, RedisValue[] values, CommandFlags flags) => ListRightPushAsync(key, values, When.Always, flags);

    public void ListSetByIndex(RedisKey key, long index, RedisValue value, CommandFlags flags = CommandFlags.None) => Wait(ListSetByIndexAsync(key, index, value, flags));

    public Task ListSetByIndexAsync(RedisKey key, long index, RedisValue value, CommandFlags flags = CommandFlags.None) => Send("LSET", With(key, index, value), Replies.Done, flags);

    public void ListTrim(RedisKey key, long start, long stop, CommandFlags flags = CommandFlags.None) => Wait(ListTrimAsync(key, start, stop, flags));

    public Task ListTrimAsync(RedisKey key, long start, long stop, CommandFlags flags = CommandFlags.None) => Send("LTRIM", With(key, start, stop), Replies.Done, flags);

    private static string Push(string command, When when) => when switch
    {
        When.Always => command,
        When.Exists => command + "X",
        _ => throw new ArgumentException(when + " is not valid in this context; the permitted values are: Always, Exists", nameof(when)),
    };
}
