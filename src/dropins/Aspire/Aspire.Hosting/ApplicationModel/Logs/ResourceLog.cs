using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The last lines of one process, and whoever follows them.</summary>
internal sealed class ResourceLog
{
    public const int Kept = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _backlog = new();
    private readonly List<Channel<LogLine>> _followers = [];
    private int _lines;

    public void Add(string content, bool isError)
    {
        lock (_lock)
        {
            var line = new LogLine(++_lines, content, isError);
            _backlog.Enqueue(line);
            if (_backlog.Count > Kept)
                _backlog.Dequeue();
            foreach (var follower in _followers)
                follower.Writer.TryWrite(line);
        }
    }

    public IReadOnlyList<LogLine> Snapshot()
    {
        lock (_lock)
            return [.. _backlog];
    }

    public (IReadOnlyList<LogLine> Backlog, Channel<LogLine> Following) Follow()
    {
        // A follower that falls behind loses the oldest lines, as the backlog does.
        var channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(Kept) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            _followers.Add(channel);
            return ([.. _backlog], channel);
        }
    }

    public void Unfollow(Channel<LogLine> channel)
    {
        lock (_lock)
            _followers.Remove(channel);
        channel.Writer.TryComplete();
    }

    public void Complete()
    {
        lock (_lock)
        {
            foreach (var follower in _followers)
                follower.Writer.TryComplete();
            _followers.Clear();
        }
    }

    public void Clear()
    {
        lock (_lock)
            _backlog.Clear();
    }
}
