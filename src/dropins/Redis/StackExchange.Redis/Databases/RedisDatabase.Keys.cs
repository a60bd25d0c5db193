namespace StackExchange.Redis.Databases;

internal sealed partial class RedisDatabase
{
    public long KeyDelete(RedisKey[] keys, CommandFlags flags = CommandFlags.None) => Wait(KeyDeleteAsync(keys, flags));

    public Task<long> KeyDeleteAsync(RedisKey[] keys, CommandFlags flags = CommandFlags.None) => Send("DEL", Keys(keys), Replies.Int64, flags);

    public bool KeyDelete(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(KeyDeleteAsync(key, flags));

    public Task<bool> KeyDeleteAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("DEL", [Key(key)], Replies.Boolean, flags);

    public bool KeyExists(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(KeyExistsAsync(key, flags));

    public Task<bool> KeyExistsAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("EXISTS", [Key(key)], Replies.Boolean, flags);

    public long KeyExists(RedisKey[] keys, CommandFlags flags = CommandFlags.None) => Wait(KeyExistsAsync(keys, flags));

    public Task<long> KeyExistsAsync(RedisKey[] keys, CommandFlags flags = CommandFlags.None) => Send("EXISTS", Keys(keys), Replies.Int64, flags);

    public bool KeyExpire(RedisKey key, TimeSpan? expiry, ExpireWhen when = ExpireWhen.Always, CommandFlags flags = CommandFlags.None) => Wait(KeyExpireAsync(key, expiry, when, flags));

    public Task<bool> KeyExpireAsync(RedisKey key, TimeSpan? expiry, ExpireWhen when = ExpireWhen.Always, CommandFlags flags = CommandFlags.None) => expiry is { } span
        ? Send("PEXPIRE", Expiry(key, (long)span.TotalMilliseconds, when), Replies.Boolean, flags)
        : KeyPersistAsync(key, flags);

    public bool KeyExpire(RedisKey key, DateTime? expiry, ExpireWhen when = ExpireWhen.Always, CommandFlags flags = CommandFlags.None) => Wait(KeyExpireAsync(key, expiry, when, flags));

    public Task<bool> KeyExpireAsync(RedisKey key, DateTime? expiry, ExpireWhen when = ExpireWhen.Always, CommandFlags flags = CommandFlags.None) => expiry is { } time
        ? Send("PEXPIREAT", Expiry(key, new DateTimeOffset(time.ToUniversalTime()).ToUnixTimeMilliseconds(), when), Replies.Boolean, flags)
        : KeyPersistAsync(key, flags);

    public bool KeyPersist(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(KeyPersistAsync(key, flags));

    public Task<bool> KeyPersistAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("PERSIST", [Key(key)], Replies.Boolean, flags);

    public bool KeyRename(RedisKey key, RedisKey newKey, When when = When.Always, CommandFlags flags = CommandFlags.None) => Wait(KeyRenameAsync(key, newKey, when, flags));

    public Task<bool> KeyRenameAsync(RedisKey key, RedisKey newKey, When when = When.Always, CommandFlags flags = CommandFlags.None) => when switch
    {
        When.Always => Send("RENAME", [Key(key), Key(newKey)], Replies.Boolean, flags),
        When.NotExists => Send("RENAMENX", [Key(key), Key(newKey)], Replies.Boolean, flags),
        _ => throw new ArgumentException(when + " is not valid in this context; the permitted values are: Always, NotExists", nameof(when)),
    };

    public TimeSpan? KeyTimeToLive(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(KeyTimeToLiveAsync(key, flags));

    public Task<TimeSpan?> KeyTimeToLiveAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("PTTL", [Key(key)], Replies.TimeToLive, flags);

    public RedisType KeyType(RedisKey key, CommandFlags flags = CommandFlags.None) => Wait(KeyTypeAsync(key, flags));

    public Task<RedisType> KeyTypeAsync(RedisKey key, CommandFlags flags = CommandFlags.None) => Send("TYPE", [Key(key)], Replies.Type, flags);

    private static RedisValue[] Expiry(RedisKey key, long milliseconds, ExpireWhen when) => when switch
    {
        ExpireWhen.Always => With(key, milliseconds),
        ExpireWhen.HasNoExpiry => With(key, milliseconds, "NX"),
        ExpireWhen.HasExpiry => With(key, milliseconds, "XX"),
        ExpireWhen.GreaterThanCurrentExpiry => With(key, milliseconds, "GT"),
        ExpireWhen.LessThanCurrentExpiry => With(key, milliseconds, "LT"),
        _ => throw new ArgumentOutOfRangeException(nameof(when), when, "Not a condition of expiry."),
    };
}
