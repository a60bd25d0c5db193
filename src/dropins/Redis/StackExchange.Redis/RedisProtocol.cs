namespace StackExchange.Redis;

public enum RedisProtocol
{
    Resp2 = 20_000,
    Resp3 = 30_000,
}
