namespace StackExchange.Redis;

public enum When
{
    Always,
    Exists,
    NotExists,
}
