namespace StackExchange.Redis;

/// <summary>A command that cannot be sent as asked.</summary>
public sealed class RedisCommandException : Exception
{
    public RedisCommandException(string message)
        : base(message)
    {
    }

    public RedisCommandException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
