namespace StackExchange.Redis.Databases;

internal sealed partial class RedisDatabase(ConnectionMultiplexer multiplexer, int database) : RedisCommands(multiplexer, database), IDatabase
{
    public int Database { get; } = database;

    public bool IsConnected(RedisKey key, CommandFlags flags = CommandFlags.None) => Owner.IsConnected;

    public RedisResult Execute(string command, params object[] args) => Wait(ExecuteAsync(command, args));

    public RedisResult Execute(string command, ICollection<object> args, CommandFlags flags = CommandFlags.None) => Wait(ExecuteAsync(command, args, flags));

    public Task<RedisResult> ExecuteAsync(string command, params object[] args) => ExecuteAsync(command, args, CommandFlags.None);

    public Task<RedisResult> ExecuteAsync(string command, ICollection<object>? args, CommandFlags flags = CommandFlags.None)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        return Send(command.ToUpperInvariant(), [.. (args ?? []).Select(RedisValue.Unbox)], Replies.Result, flags);
    }
}
