namespace StackExchange.Redis;

public enum ConnectionType
{
    None,
    Interactive,
    Subscription,
}
