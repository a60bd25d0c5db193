using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

public class ResourceLoggerService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Called with every line, where the application wants them in its own log.</summary>
    internal Action<string, LogLine>? Mirror { get; set; }

    public ILogger GetLogger(IResource resource) => GetLogger(resource.ResourceIds()[0]);

    public ILogger GetLogger(string resourceName) => new ResourceLogger(this, resourceName);

    /// <summary>The lines of all processes of the resource, old ones first, then new ones as they come.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => WatchAsync(resource.ResourceIds());

    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => WatchAsync([resourceName]);

    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource) => GetAllAsync(resource.ResourceIds());

    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName) => GetAllAsync([resourceName]);

    public void Complete(IResource resource)
    {
        foreach (var id in resource.ResourceIds())
            Complete(id);
    }

    public void Complete(string name) => LogOf(name).Complete();

    public void ClearBacklog(string resourceName) => LogOf(resourceName).Clear();

    public void Dispose()
    {
        foreach (var log in _logs.Values)
            log.Complete();
        GC.SuppressFinalize(this);
    }

    internal void Add(string resourceId, string content, bool isError)
    {
        LogOf(resourceId).Add(content, isError);
        Mirror?.Invoke(resourceId, new LogLine(0, content, isError));
    }

    private ResourceLog LogOf(string resourceId) => _logs.GetOrAdd(resourceId, _ => new ResourceLog());

    private async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IReadOnlyList<string> ids)
    {
        foreach (var id in ids)
            if (LogOf(id).Snapshot() is { Count: > 0 } lines)
                yield return lines;
        await Task.CompletedTask;
    }

    private async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IReadOnlyList<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var merged = Channel.CreateUnbounded<IReadOnlyList<LogLine>>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pumps = Task.WhenAll(ids.Select(id => PumpAsync(LogOf(id), merged.Writer, stop.Token)));
        var closing = pumps.ContinueWith(_ => merged.Writer.TryComplete(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            await foreach (var batch in merged.Reader.ReadAllAsync(cancellationToken))
                yield return batch;
        }
        finally
        {
            await stop.CancelAsync();
            await closing;
        }
    }

    private static async Task PumpAsync(ResourceLog log, ChannelWriter<IReadOnlyList<LogLine>> into, CancellationToken cancellationToken)
    {
        var (backlog, following) = log.Follow();
        try
        {
            if (backlog.Count > 0)
                into.TryWrite(backlog);
            while (await following.Reader.WaitToReadAsync(cancellationToken))
            {
                var batch = new List<LogLine>();
                while (following.Reader.TryRead(out var line))
                    batch.Add(line);
                into.TryWrite(batch);
            }
        }
        finally
        {
            log.Unfollow(following);
        }
    }
}
