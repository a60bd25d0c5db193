namespace StackExchange.Redis;

public enum RedisType
{
    None,
    String,
    List,
    Set,
    SortedSet,
    Hash,
    Stream,
    Unknown,
}
