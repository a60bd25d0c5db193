using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis.Connections;
using StackExchange.Redis.Protocol;

namespace StackExchange.Redis.Databases;

/// <summary>What database, server and subscriber share: making a command, sending it, waiting for it.</summary>
internal abstract class RedisCommands(ConnectionMultiplexer multiplexer, int database)
{
    // The name under which the tracing of the package's users is known to exporters.
    private static readonly ActivitySource Source = new("OpenTelemetry.Instrumentation.StackExchangeRedis");

    public IConnectionMultiplexer Multiplexer => Owner;

    protected ConnectionMultiplexer Owner { get; } = multiplexer;

    public Task<TimeSpan> PingAsync(CommandFlags flags = CommandFlags.None)
    {
        var started = Stopwatch.GetTimestamp();
        return Send("PING", [], _ => Stopwatch.GetElapsedTime(started), flags);
    }

    public TimeSpan Ping(CommandFlags flags = CommandFlags.None) => Wait(PingAsync(flags));

    public bool TryWait(Task task) => task.Wait(Owner.TimeoutMilliseconds);

    public void Wait(Task task) => Owner.Wait(task);

    public T Wait<T>(Task<T> task) => Owner.Wait(task);

    public void WaitAll(params Task[] tasks) => Owner.WaitAll(tasks);

    protected Task<T> Send<T>(string name, RedisValue[] arguments, Func<RespValue, T> map, CommandFlags flags, bool lease = false) =>
        SendTo(Owner.Interactive, name, arguments, map, flags, lease);

    protected Task<T> SendTo<T>(RedisBridge bridge, string name, RedisValue[] arguments, Func<RespValue, T> map, CommandFlags flags, bool lease = false)
    {
        var fireAndForget = flags.HasFlag(CommandFlags.FireAndForget);
        var command = new PendingCommand<T>(name, arguments, map)
        {
            Database = database,
            IsFireAndForget = fireAndForget,
            WantsLease = lease && !fireAndForget,
            Activity = Owner.IsTraced && Source.HasListeners() ? StartActivity(name) : null,
        };
        bridge.Send(command);
        return fireAndForget ? Task.FromResult<T>(default!) : command.Task;
    }

    protected static RedisValue Key(RedisKey key) =>
        key.IsNull ? throw new ArgumentException("A key cannot be null.", nameof(key)) : key.AsRedisValue();

    protected static RedisValue[] Keys(RedisKey[] keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Array.ConvertAll(keys, Key);
    }

    protected static RedisValue[] With(RedisKey key, params ReadOnlySpan<RedisValue> values)
    {
        var arguments = new RedisValue[values.Length + 1];
        arguments[0] = Key(key);
        for (var i = 0; i < values.Length; i++)
            arguments[i + 1] = values[i].IsNull ? RedisValue.EmptyString : values[i];
        return arguments;
    }

    // The span is the command's, not that of whatever the caller does next.
    private Activity? StartActivity(string name)
    {
        var caller = Activity.Current;
        var activity = Source.StartActivity(name, ActivityKind.Client);
        Activity.Current = caller;
        if (activity?.IsAllDataRequested == true)
        {
            activity.SetTag("db.system", "redis").SetTag("db.statement", name).SetTag("db.redis.database_index", Math.Max(0, database));
            var endpoint = EndPointCollection.Format(Owner.Interactive.EndPoint);
            if (endpoint.LastIndexOf(':') is > 0 and var colon)
                activity.SetTag("server.address", endpoint[..colon]).SetTag("server.port", int.Parse(endpoint.AsSpan(colon + 1), CultureInfo.InvariantCulture));
        }

        return activity;
    }
}
