using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis.Connections;
using StackExchange.Redis.Databases;
using StackExchange.Redis.PubSub;

namespace StackExchange.Redis;

/// <summary>Shares one connection among all callers, and a second one for messages once somebody subscribes.</summary>
public sealed partial class ConnectionMultiplexer : IConnectionMultiplexer
{
    private readonly RedisSubscriber subscriber;
    private int disposed;

    private ConnectionMultiplexer(ConfigurationOptions options)
    {
        Options = options;
        ClientName = options.ClientName ?? Environment.MachineName;
        var logger = options.LoggerFactory?.CreateLogger<ConnectionMultiplexer>();
        Interactive = new RedisBridge(options, ClientName, ConnectionType.Interactive, logger);
        subscriber = new RedisSubscriber(this, logger);
        Interactive.Failed += (endpoint, type, exception) => RaiseFailed(new(endpoint, ConnectionType.Interactive, type, exception));
        Interactive.Restored += endpoint => RaiseRestored(new(endpoint, ConnectionType.Interactive, ConnectionFailureType.None, null));
    }

    public event EventHandler<ConnectionFailedEventArgs>? ConnectionFailed;

    public event EventHandler<ConnectionFailedEventArgs>? ConnectionRestored;

    public string ClientName { get; }

    public string Configuration => Options.ToString();

    public int TimeoutMilliseconds => Options.SyncTimeout;

    public long OperationCount => Interactive.Operations + subscriber.Operations;

    public bool IsConnected => disposed == 0 && Interactive.IsConnected;

    public bool IsConnecting => disposed == 0 && !Interactive.IsConnected;

    internal ConfigurationOptions Options { get; }

    internal RedisBridge Interactive { get; }

    /// <summary>Set by Aspire's client unless its settings switch tracing off.</summary>
    internal bool IsTraced { get; set; }

    public EndPoint[] GetEndPoints(bool configuredOnly = false) => [.. Options.EndPoints];

    public IDatabase GetDatabase(int db = -1, object? asyncState = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(db, -1);
        return new RedisDatabase(this, db == -1 ? Options.DefaultDatabase ?? 0 : db);
    }

    public ISubscriber GetSubscriber(object? asyncState = null) => subscriber;

    public IServer GetServer(string host, int port, object? asyncState = null) => GetServer($"{host}:{port}", asyncState);

    public IServer GetServer(string hostAndPort, object? asyncState = null) =>
        GetServer(EndPointCollection.Parse(hostAndPort) ?? throw new ArgumentException($"'{hostAndPort}' is not host:port.", nameof(hostAndPort)), asyncState);

    public IServer GetServer(IPAddress host, int port) => GetServer(new IPEndPoint(host, port));

    public IServer GetServer(EndPoint? endpoint, object? asyncState = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return Options.EndPoints.Contains(endpoint)
            ? new RedisServer(this, endpoint)
            : throw new ArgumentException("The specified endpoint is not defined", nameof(endpoint));
    }

    public IServer[] GetServers() => [.. Options.EndPoints.Select(endpoint => GetServer(endpoint))];

    public string GetStatus()
    {
        using var text = new StringWriter();
        GetStatus(text);
        return text.ToString();
    }

    public void GetStatus(TextWriter log)
    {
        ArgumentNullException.ThrowIfNull(log);
        log.WriteLine($"{EndPointCollection.Format(Interactive.EndPoint)}: {(IsConnected ? "connected" : "not connected")}, {OperationCount} operations{(Interactive.LastFailure is { } failure ? $", last failure: {failure.Message}" : "")}");
    }

    public override string ToString() => string.IsNullOrWhiteSpace(ClientName) ? GetType().Name : ClientName;

    public void Wait(Task task) => WaitFor(task ?? throw new ArgumentNullException(nameof(task)));

    public T Wait<T>(Task<T> task)
    {
        Wait((Task)task);
        return task.GetAwaiter().GetResult();
    }

    public void WaitAll(params Task[] tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        if (tasks.Length > 0 && !Task.WaitAll(tasks, TimeoutMilliseconds))
            throw new TimeoutException($"{tasks.Length} tasks did not end within {TimeoutMilliseconds} ms.");
    }

    public void Close(bool allowCommandsToComplete = true) => CloseAsync(allowCommandsToComplete).GetAwaiter().GetResult();

    public async Task CloseAsync(bool allowCommandsToComplete = true)
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        if (allowCommandsToComplete && Interactive.IsConnected)
        {
            // Replies come in order: when this one is here, so are all before it.
            var last = new PendingCommand<bool>("PING", [], static _ => true);
            Interactive.Send(last);
            await ((Task)last.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await subscriber.DisposeAsync();
        await Interactive.DisposeAsync();
    }

    public void Dispose() => Close();

    public ValueTask DisposeAsync() => new(CloseAsync());

    internal void RaiseFailed(ConnectionFailedEventArgs failure) => ConnectionFailed?.Invoke(this, failure);

    internal void RaiseRestored(ConnectionFailedEventArgs restored) => ConnectionRestored?.Invoke(this, restored);

    private void WaitFor(Task task)
    {
        if (!task.IsCompleted && !((IAsyncResult)task).AsyncWaitHandle.WaitOne(TimeoutMilliseconds))
            throw new RedisTimeoutException($"Timeout performing a synchronous operation ({TimeoutMilliseconds}ms)", CommandStatus.Unknown);
        task.GetAwaiter().GetResult();
    }
}
