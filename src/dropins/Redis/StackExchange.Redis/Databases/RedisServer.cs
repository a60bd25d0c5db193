using System.Net;
using System.Runtime.CompilerServices;

namespace StackExchange.Redis.Databases;

internal sealed class RedisServer(ConnectionMultiplexer multiplexer, EndPoint endpoint) : RedisCommands(multiplexer, database: -1), IServer
{
    public EndPoint EndPoint { get; } = endpoint;

    public bool IsConnected => Owner.IsConnected;

    public long DatabaseSize(int database = -1, CommandFlags flags = CommandFlags.None) => Wait(DatabaseSizeAsync(database, flags));

    public Task<long> DatabaseSizeAsync(int database = -1, CommandFlags flags = CommandFlags.None) =>
        On(database).Run("DBSIZE", [], Replies.Int64, flags);

    public RedisResult Execute(string command, params object[] args) => Wait(ExecuteAsync(command, args));

    public RedisResult Execute(string command, ICollection<object> args, CommandFlags flags = CommandFlags.None) => Wait(ExecuteAsync(command, args, flags));

    public Task<RedisResult> ExecuteAsync(string command, params object[] args) => ExecuteAsync(command, args, CommandFlags.None);

    public Task<RedisResult> ExecuteAsync(string command, ICollection<object> args, CommandFlags flags = CommandFlags.None) =>
        Send(command.ToUpperInvariant(), [.. (args ?? []).Select(RedisValue.Unbox)], Replies.Result, flags);

    public void FlushDatabase(int database = -1, CommandFlags flags = CommandFlags.None) => Wait(FlushDatabaseAsync(database, flags));

    public Task FlushDatabaseAsync(int database = -1, CommandFlags flags = CommandFlags.None) => Owner.Options.AllowAdmin
        ? On(database).Run("FLUSHDB", [], Replies.Done, flags)
        : throw new RedisCommandException("This operation is not available unless admin mode is enabled: FLUSHDB");

    public string? InfoRaw(RedisValue section = default, CommandFlags flags = CommandFlags.None) => Wait(InfoRawAsync(section, flags));

    public Task<string?> InfoRawAsync(RedisValue section = default, CommandFlags flags = CommandFlags.None) =>
        Send("INFO", section.IsNullOrEmpty ? [] : [section], static reply => (string?)reply.ToValue(), flags);

    public IEnumerable<RedisKey> Keys(int database = -1, RedisValue pattern = default, int pageSize = 250, long cursor = 0, int pageOffset = 0, CommandFlags flags = CommandFlags.None) =>
        KeysAsync(database, pattern, pageSize, cursor, pageOffset, flags).ToBlockingEnumerable();

    public IAsyncEnumerable<RedisKey> KeysAsync(int database = -1, RedisValue pattern = default, int pageSize = 250, long cursor = 0, int pageOffset = 0, CommandFlags flags = CommandFlags.None) =>
        ScanAsync(On(database), pattern, pageSize, cursor, pageOffset, flags);

    private static async IAsyncEnumerable<RedisKey> ScanAsync(Scope scope, RedisValue pattern, int pageSize, long cursor, int pageOffset, CommandFlags flags, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        RedisValue[] match = pattern.IsNullOrEmpty ? [] : ["MATCH", pattern];
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await scope.Run("SCAN", [cursor, .. match, "COUNT", pageSize], static reply => (Cursor: (long)reply.Items[0].ToValue(), Keys: reply.Items[1].ToValues()), flags);
            foreach (var key in page.Keys.Skip(pageOffset))
                yield return (byte[]?)key;
            pageOffset = 0;
            cursor = page.Cursor;
        }
        while (cursor != 0);
    }

    private Scope On(int database) => new(Owner, database == -1 ? Owner.Options.DefaultDatabase ?? 0 : database);

    /// <summary>One database of this server.</summary>
    private sealed class Scope(ConnectionMultiplexer multiplexer, int database) : RedisCommands(multiplexer, database)
    {
        public Task<T> Run<T>(string name, RedisValue[] arguments, Func<Protocol.RespValue, T> map, CommandFlags flags) => Send(name, arguments, map, flags);
    }
}
