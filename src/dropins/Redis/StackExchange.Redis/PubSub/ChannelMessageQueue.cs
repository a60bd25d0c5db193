using System.Threading.Channels;
using StackExchange.Redis.PubSub;

namespace StackExchange.Redis;

/// <summary>The messages of one subscription, one after the other.</summary>
public sealed class ChannelMessageQueue : IAsyncEnumerable<ChannelMessage>
{
    private readonly Channel<ChannelMessage> messages = System.Threading.Channels.Channel.CreateUnbounded<ChannelMessage>();
    private readonly RedisSubscriber owner;

    internal ChannelMessageQueue(RedisChannel channel, RedisSubscriber owner)
    {
        Channel = channel;
        this.owner = owner;
    }

    public RedisChannel Channel { get; }

    public Task Completion => messages.Reader.Completion;

    public override string? ToString() => (string?)Channel;

    public bool TryRead(out ChannelMessage item) => messages.Reader.TryRead(out item);

    public ValueTask<ChannelMessage> ReadAsync(CancellationToken cancellationToken = default) => messages.Reader.ReadAsync(cancellationToken);

    public bool TryGetCount(out int count)
    {
        count = messages.Reader.CanCount ? messages.Reader.Count : 0;
        return messages.Reader.CanCount;
    }

    public void OnMessage(Action<ChannelMessage> handler) => OnMessage(message =>
    {
        handler(message);
        return Task.CompletedTask;
    });

    public void OnMessage(Func<ChannelMessage, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _ = Task.Run(async () =>
        {
            await foreach (var message in messages.Reader.ReadAllAsync())
            {
                // One bad message must not end the subscription; the package behaves alike.
                await Task.Run(() => handler(message)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
    }

    public IAsyncEnumerator<ChannelMessage> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        messages.Reader.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    public void Unsubscribe(CommandFlags flags = CommandFlags.None) => owner.Wait(UnsubscribeAsync(flags));

    public Task UnsubscribeAsync(CommandFlags flags = CommandFlags.None)
    {
        Complete();
        return owner.RemoveAsync(Channel, this, flags);
    }

    internal void Write(ChannelMessage message) => messages.Writer.TryWrite(message);

    internal void Complete() => messages.Writer.TryComplete();
}
