namespace StackExchange.Redis.Databases;

internal sealed partial class RedisDatabase
{
    public bool SetAdd(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) => Wait(SetAddAsync(key, value, flags));

    public Task<bool> SetAddAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) => Send("SADD", With(key, value), Replies.Boolean, flags);

    public long SetAdd(RedisKey key, RedisValue[] values, CommandFlags flags = CommandFlags.None) => Wait(SetAddAsync(key, values, flags));

    public Task<long> SetAddAsync(RedisKey key, RedisValue[] values, CommandFlags flags = CommandFlags.None) => Send("SADD", With(key, values), Replies.Int64, flags);

    public bool SetContains(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) => Wait(SetContainsAsync(key, value, flags));

    public Task<bool> SetContainsAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) => Send("SISMEMBER", With(key, value), Replies.Boolean, flags);

    public long SetLength(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(SetLengthAsync(key, flags));

    public Task<long> SetLengthAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("SCARD", [Key(key)], Replies.Int64, flags);

    public RedisValue[] SetMembers(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(SetMembersAsync(key, flags));

    public Task<RedisValue[]> SetMembersAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("SMEMBERS", [Key(key)], Replies.Values, flags);

    public RedisValue SetPop(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(SetPopAsync(key, flags));

    public Task<RedisValue> SetPopAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("SPOP", [Key(key)], Replies.Value, flags);

    public bool SetRemove(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) => Wait(SetRemoveAsync(key, value, flags));

    public Task<bool> SetRemoveAsync(RedisKey key, RedisValue value, CommandFlags flags = CommandFlags.None) => Send("SREM", With(key, value), Replies.Boolean, flags);

    public long SetRemove(RedisKey key, RedisValue[] values, CommandFlags flags = CommandFlags.None) => Wait(SetRemoveAsync(key, values, flags));

    public Task<long> SetRemoveAsync(RedisKey key, RedisValue[] values, CommandFlags flags = CommandFlags.None) => Send("SREM", With(key, values), Replies.Int64, flags);
}
