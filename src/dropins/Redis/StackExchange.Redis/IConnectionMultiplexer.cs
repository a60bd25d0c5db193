using System.Net;

namespace StackExchange.Redis;

public interface IConnectionMultiplexer : IDisposable, IAsyncDisposable
{
    event EventHandler<ConnectionFailedEventArgs> ConnectionFailed;

    event EventHandler<ConnectionFailedEventArgs> ConnectionRestored;

    string ClientName { get; }

    string Configuration { get; }

    int TimeoutMilliseconds { get; }

    long OperationCount { get; }

    bool IsConnected { get; }

    bool IsConnecting { get; }

    EndPoint[] GetEndPoints(bool configuredOnly = false);

    void Wait(Task task);

    T Wait<T>(Task<T> task);

    void WaitAll(params Task[] tasks);

    ISubscriber GetSubscriber(object? asyncState = null);

    IDatabase GetDatabase(int db = -1, object? asyncState = null);

    IServer GetServer(string host, int port, object? asyncState = null);

    IServer GetServer(string hostAndPort, object? asyncState = null);

    IServer GetServer(IPAddress host, int port);

    IServer GetServer(EndPoint endpoint, object? asyncState = null);

    IServer[] GetServers();

    string GetStatus();

    void GetStatus(TextWriter log);

    string ToString();

    void Close(bool allowCommandsToComplete = true);

    Task CloseAsync(bool allowCommandsToComplete = true);
}
