namespace StackExchange.Redis.PubSub;

/// <summary>Who listens to one channel or pattern.</summary>
internal sealed class Subscription(RedisChannel channel)
{
    private readonly List<Action<RedisChannel, RedisValue>> handlers = [];
    private readonly List<ChannelMessageQueue> queues = [];

    public bool IsEmpty
    {
        get
        {
            lock (handlers)
                return handlers.Count == 0 && queues.Count == 0;
        }
    }

    public string SubscribeCommand => channel.IsPattern ? "PSUBSCRIBE" : "SUBSCRIBE";

    public string UnsubscribeCommand => channel.IsPattern ? "PUNSUBSCRIBE" : "UNSUBSCRIBE";

    public void Add(Action<RedisChannel, RedisValue>? handler, ChannelMessageQueue? queue)
    {
        lock (handlers)
        {
            if (handler is not null)
                handlers.Add(handler);
            if (queue is not null)
                queues.Add(queue);
        }
    }

    /// <summary>Neither given: everybody.</summary>
    public void Remove(Action<RedisChannel, RedisValue>? handler, ChannelMessageQueue? queue)
    {
        lock (handlers)
        {
            if (handler is not null)
                handlers.Remove(handler);
            if (queue is not null)
                queues.Remove(queue);
            if (handler is not null || queue is not null)
                return;
            handlers.Clear();
            queues.ForEach(static each => each.Complete());
            queues.Clear();
        }
    }

    public void Deliver(RedisChannel from, RedisValue message)
    {
        lock (handlers)
        {
            foreach (var queue in queues)
                queue.Write(new ChannelMessage(channel, from, message));
            foreach (var handler in handlers)
                ThreadPool.QueueUserWorkItem(static work => work.Invoke(), () => handler(from, message), preferLocal: false);
        }
    }
}
