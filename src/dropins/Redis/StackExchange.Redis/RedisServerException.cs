namespace StackExchange.Redis;

/// <summary>The server answered a command with an error.</summary>
public sealed class RedisServerException(string message) : RedisException(message);
