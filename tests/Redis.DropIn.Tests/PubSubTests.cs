using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Redis.DropIn.Tests;

[Collection(RedisServerGroup.Name)]
public sealed class PubSubTests(RedisServerFixture fixture)
{
    private readonly ISubscriber subscriber = fixture.Redis.GetSubscriber();

    private readonly string name = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Queue_Subscribed_GetsMessagesInOrder()
    {
        var queue = await subscriber.SubscribeAsync(RedisChannel.Literal(name));
        for (var i = 0; i < 100; i++)
            Assert.Equal(1, await subscriber.PublishAsync(RedisChannel.Literal(name), i));

        for (var i = 0; i < 100; i++)
            Assert.Equal(i, (int)(await queue.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10))).Message);
        await queue.UnsubscribeAsync();
        Assert.Equal(0, await subscriber.PublishAsync(RedisChannel.Literal(name), "nobody hears"));
        await queue.Completion.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Pattern_Subscribed_GetsMatchingChannels()
    {
        var got = new ConcurrentBag<string>();
        await subscriber.SubscribeAsync(RedisChannel.Pattern(name + ".*"), (channel, message) => got.Add($"{channel}={message}"));

        await subscriber.PublishAsync(RedisChannel.Literal(name + ".a"), 1);
        await subscriber.PublishAsync(RedisChannel.Literal(name + "-b"), 2);
        await subscriber.PublishAsync(RedisChannel.Literal(name + ".c"), 3);

        await Eventually.TrueAsync(() => Task.FromResult(got.Count == 2));
        Assert.Equal([$"{name}.a=1", $"{name}.c=3"], got.Order());
        subscriber.Unsubscribe(RedisChannel.Pattern(name + ".*"));
        Assert.Equal(0, subscriber.Publish(RedisChannel.Literal(name + ".a"), 1));
    }

    [Fact]
    public async Task OneHandlerRemoved_OtherStaysSubscribed()
    {
        int first = 0, second = 0;
        void First(RedisChannel channel, RedisValue value) => Interlocked.Increment(ref first);
        await subscriber.SubscribeAsync(RedisChannel.Literal(name), First);
        await subscriber.SubscribeAsync(RedisChannel.Literal(name), (_, _) => Interlocked.Increment(ref second));

        await subscriber.PublishAsync(RedisChannel.Literal(name), 1);
        await Eventually.TrueAsync(() => Task.FromResult(first == 1 && second == 1));
        await subscriber.UnsubscribeAsync(RedisChannel.Literal(name), First);
        await subscriber.PublishAsync(RedisChannel.Literal(name), 2);
        await Eventually.TrueAsync(() => Task.FromResult(second == 2));

        Assert.Equal(1, first);
    }
}
