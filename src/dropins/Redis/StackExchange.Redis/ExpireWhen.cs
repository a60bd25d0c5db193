namespace StackExchange.Redis;

public enum ExpireWhen
{
    Always,
    GreaterThanCurrentExpiry,
    HasExpiry,
    HasNoExpiry,
    LessThanCurrentExpiry,
}
