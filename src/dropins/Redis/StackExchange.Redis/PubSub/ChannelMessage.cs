namespace StackExchange.Redis;

public readonly struct ChannelMessage
{
    internal ChannelMessage(RedisChannel subscription, RedisChannel channel, RedisValue message)
    {
        SubscriptionChannel = subscription;
        Channel = channel;
        Message = message;
    }

    /// <summary>The channel or pattern that was subscribed to.</summary>
    public RedisChannel SubscriptionChannel { get; }

    /// <summary>The channel the message was sent to.</summary>
    public RedisChannel Channel { get; }

    public RedisValue Message { get; }

    public static bool operator ==(ChannelMessage left, ChannelMessage right) => left.Same(right);

    public static bool operator !=(ChannelMessage left, ChannelMessage right) => !left.Same(right);

    private bool Same(ChannelMessage other) => Channel == other.Channel && Message == other.Message;

    public override bool Equals(object? obj) => obj is ChannelMessage other && Same(other);

    public override int GetHashCode() => HashCode.Combine(Channel, Message);

    public override string ToString() => $"{Channel}:{Message}";
}
