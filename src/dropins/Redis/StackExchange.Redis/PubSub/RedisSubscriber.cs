using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis.Connections;
using StackExchange.Redis.Databases;
using StackExchange.Redis.Protocol;

namespace StackExchange.Redis.PubSub;

/// <summary>Subscriptions live on a connection of their own, opened by the first of them and restored after an outage.</summary>
internal sealed class RedisSubscriber : RedisCommands, ISubscriber, IAsyncDisposable
{
    private readonly ConcurrentDictionary<RedisChannel, Subscription> subscriptions = new();
    private readonly RedisBridge bridge;

    public RedisSubscriber(ConnectionMultiplexer multiplexer, ILogger? logger)
        : base(multiplexer, database: -1)
    {
        bridge = new RedisBridge(multiplexer.Options, multiplexer.ClientName, ConnectionType.Subscription, logger) { TakePush = TakePush, Opening = Resubscribe };
        bridge.Failed += (endpoint, type, exception) => multiplexer.RaiseFailed(new(endpoint, ConnectionType.Subscription, type, exception));
        bridge.Restored += endpoint => multiplexer.RaiseRestored(new(endpoint, ConnectionType.Subscription, ConnectionFailureType.None, null));
    }

    public long Operations => bridge.Operations;

    public bool IsConnected(RedisChannel channel = default) => bridge.IsConnected;

    public long Publish(RedisChannel channel, RedisValue message, CommandFlags flags = CommandFlags.None) => Wait(PublishAsync(channel, message, flags));

    public Task<long> PublishAsync(RedisChannel channel, RedisValue message, CommandFlags flags = CommandFlags.None)
    {
        Check(channel);
        return Send("PUBLISH", [Named(channel), message.IsNull ? RedisValue.EmptyString : message], Replies.Int64, flags);
    }

    public void Subscribe(RedisChannel channel, Action<RedisChannel, RedisValue> handler, CommandFlags flags = CommandFlags.None) =>
        Wait(SubscribeAsync(channel, handler, flags));

    public ChannelMessageQueue Subscribe(RedisChannel channel, CommandFlags flags = CommandFlags.None) => Wait(SubscribeAsync(channel, flags));

    public Task SubscribeAsync(RedisChannel channel, Action<RedisChannel, RedisValue> handler, CommandFlags flags = CommandFlags.None)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return AddAsync(channel, handler, null, flags);
    }

    public async Task<ChannelMessageQueue> SubscribeAsync(RedisChannel channel, CommandFlags flags = CommandFlags.None)
    {
        var queue = new ChannelMessageQueue(channel, this);
        await AddAsync(channel, null, queue, flags);
        return queue;
    }

    public void Unsubscribe(RedisChannel channel, Action<RedisChannel, RedisValue>? handler = null, CommandFlags flags = CommandFlags.None) =>
        Wait(UnsubscribeAsync(channel, handler, flags));

    public Task UnsubscribeAsync(RedisChannel channel, Action<RedisChannel, RedisValue>? handler = null, CommandFlags flags = CommandFlags.None) =>
        RemoveAsync(channel, handler, null, flags);

    public void UnsubscribeAll(CommandFlags flags = CommandFlags.None) => Wait(UnsubscribeAllAsync(flags));

    public Task UnsubscribeAllAsync(CommandFlags flags = CommandFlags.None) =>
        Task.WhenAll(subscriptions.Keys.Select(channel => RemoveAsync(channel, null, null, flags)));

    public ValueTask DisposeAsync()
    {
        foreach (var subscription in subscriptions.Values)
            subscription.Remove(null, null);
        return bridge.DisposeAsync();
    }

    internal Task RemoveAsync(RedisChannel channel, ChannelMessageQueue queue, CommandFlags flags) => RemoveAsync(channel, null, queue, flags);

    private Task<bool> AddAsync(RedisChannel channel, Action<RedisChannel, RedisValue>? handler, ChannelMessageQueue? queue, CommandFlags flags)
    {
        Check(channel);
        var subscription = subscriptions.GetOrAdd(channel, static key => new Subscription(key));
        subscription.Add(handler, queue);
        bridge.Start();
        return SendTo(bridge, subscription.SubscribeCommand, [Named(channel)], Replies.Done, flags);
    }

    private Task RemoveAsync(RedisChannel channel, Action<RedisChannel, RedisValue>? handler, ChannelMessageQueue? queue, CommandFlags flags)
    {
        if (!subscriptions.TryGetValue(channel, out var subscription))
            return Task.CompletedTask;
        subscription.Remove(handler, queue);
        if (!subscription.IsEmpty || !subscriptions.TryRemove(new(channel, subscription)))
            return Task.CompletedTask;

        // Without a connection there is nothing to take back: only what is registered gets restored.
        return bridge.IsConnected ? SendTo(bridge, subscription.UnsubscribeCommand, [Named(channel)], Replies.Done, flags) : Task.CompletedTask;
    }

    private IReadOnlyList<PendingCommand> Resubscribe() =>
        [.. subscriptions.Select(pair => new PendingCommand<bool>(pair.Value.SubscribeCommand, [Named(pair.Key)], Replies.Done) { IsFireAndForget = true })];

    private bool TakePush(RespValue reply)
    {
        if (!reply.IsAggregate || reply.Items is not [var kind, ..])
            return false;
        switch (kind.Text, reply.Items)
        {
            case ("message", [_, var channel, var message]):
                Deliver(channel, channel, message, isPattern: false);
                return true;
            case ("pmessage", [_, var pattern, var channel, var message]):
                Deliver(pattern, channel, message, isPattern: true);
                return true;
            default:
                return false;
        }
    }

    private void Deliver(RespValue subscribed, RespValue channel, RespValue message, bool isPattern)
    {
        var key = Unnamed(subscribed.Bytes, isPattern ? RedisChannel.PatternMode.Pattern : RedisChannel.PatternMode.Literal);
        if (subscriptions.TryGetValue(key, out var subscription))
            subscription.Deliver(Unnamed(channel.Bytes, RedisChannel.PatternMode.Literal), message.ToValue());
    }

    private RedisValue Named(RedisChannel channel) => Owner.Options.ChannelPrefix is { IsNullOrEmpty: false } prefix
        ? (byte[])[.. ((byte[]?)prefix)!, .. ((byte[]?)channel)!]
        : channel.ToValue();

    private RedisChannel Unnamed(byte[]? channel, RedisChannel.PatternMode mode)
    {
        var prefix = ((byte[]?)Owner.Options.ChannelPrefix)?.Length ?? 0;
        return new RedisChannel(channel?[prefix..], mode);
    }

    private static void Check(RedisChannel channel)
    {
        if (channel.IsNullOrEmpty)
            throw new ArgumentException("A channel needs a name.", nameof(channel));
    }
}
