using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace StackExchange.Redis.Connections;

/// <summary>Commands not yet sent, and a bell for the one who sends them. It outlives connections.</summary>
internal sealed class CommandQueue
{
    private readonly ConcurrentQueue<PendingCommand> waiting = new();
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public IEnumerable<PendingCommand> Waiting => waiting;

    public void Add(PendingCommand command)
    {
        waiting.Enqueue(command);
        bell.Writer.TryWrite(true);
    }

    public bool TryTake([NotNullWhen(true)] out PendingCommand? command) => waiting.TryDequeue(out command);

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (waiting.IsEmpty)
            await bell.Reader.ReadAsync(cancellationToken);
    }

    /// <summary>Drops commands at the front that have timed out, so that an outage does not hoard them. Only while nobody sends.</summary>
    public void Prune()
    {
        while (waiting.TryPeek(out var first) && first.IsCompleted)
            waiting.TryDequeue(out _);
    }
}
