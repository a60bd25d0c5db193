using System.Diagnostics;
using StackExchange.Redis;
using Xunit.Abstractions;

namespace Redis.DropIn.Tests;

[Collection(RedisServerGroup.Name)]
public sealed class PipelineTests(RedisServerFixture fixture, ITestOutputHelper output)
{
    private readonly IDatabase db = fixture.Redis.GetDatabase();

    private readonly RedisKey key = RedisServerFixture.NewKey();

    [Fact]
    public async Task TenThousandCommands_Pipelined_AnswerInOrder()
    {
        var started = Stopwatch.GetTimestamp();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10_000).Select(_ => db.StringIncrementAsync(key)));

        output.WriteLine($"10,000 pipelined commands: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms");
        Assert.Equal(Enumerable.Range(1, 10_000).Select(i => (long)i), answers);
    }

    [Fact]
    public async Task ManyThreads_SyncAndAsync_LoseNothing()
    {
        // Threads of their own for those that block: the pool belongs to the tests that run meanwhile.
        List<Thread> blocking = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 250; i++)
                db.StringIncrement(key);
        }))];
        blocking.ForEach(thread => thread.Start());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var i = 0; i < 250; i++)
                await db.StringIncrementAsync(key);
        }));
        blocking.ForEach(thread => thread.Join());

        Assert.Equal(4000, (int)await db.StringGetAsync(key));
    }

    [Theory]
    [InlineData(16 * 1024 - 1)]
    [InlineData(64 * 1024)]
    [InlineData(16 * 1024 * 1024)]
    public async Task Blob_OfAnySize_RoundTrips(int size)
    {
        var blob = new byte[size];
        new Random(size).NextBytes(blob);

        Assert.True(await db.StringSetAsync(key, blob));
        var whole = await db.StringGetAsync(key);
        Assert.True(blob.AsSpan().SequenceEqual((byte[]?)whole));
        using var lease = await db.StringGetLeaseAsync(key);
        Assert.True(blob.AsSpan().SequenceEqual(lease!.Span));
        await db.KeyDeleteAsync(key);
        Assert.Null(await db.StringGetLeaseAsync(key));
    }

    [Fact]
    public async Task SixtyThousandLatents_FromChunks_TakeUnderASecond()
    {
        // 60,000 × 128 half floats in chunks of 2,048 images.
        var chunk = new byte[2048 * 128 * 2];
        new Random(1).NextBytes(chunk);
        RedisKey[] keys = [.. Enumerable.Range(0, 30).Select(i => key.Append($":{i}"))];
        await Task.WhenAll(keys.Select(each => db.StringSetAsync(each, chunk)));

        var started = Stopwatch.GetTimestamp();
        foreach (var pending in keys.Select(each => db.StringGetLeaseAsync(each)).ToList())
        {
            using var lease = await pending;
            Assert.Equal(chunk.Length, lease!.Length);
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        output.WriteLine($"{keys.Length * chunk.Length / 1e6:F1} MB in {elapsed.TotalMilliseconds:F0} ms");
        Assert.True(elapsed < TimeSpan.FromSeconds(1), $"It took {elapsed}.");
        await db.KeyDeleteAsync(keys);
    }

    [Fact]
    public async Task Resp3_SameCommands_SameAnswers()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{fixture.Server.Address},protocol=resp3");
        var resp3 = redis.GetDatabase();

        await resp3.HashSetAsync(key, [new("a", 1), new("b", 2)]);
        await resp3.SetAddAsync(key.Append("s"), "x");

        Assert.Equal(2, (await resp3.HashGetAllAsync(key)).Length);
        Assert.Equal(ResultType.Map, (await resp3.ExecuteAsync("HGETALL", key)).Resp3Type);
        Assert.Equal(["x"], await resp3.SetMembersAsync(key.Append("s")));
        Assert.True((await resp3.StringGetAsync("no such key")).IsNull);
        var got = new TaskCompletionSource<RedisValue>();
        await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal((string)key!), (_, message) => got.TrySetResult(message));
        await redis.GetSubscriber().PublishAsync(RedisChannel.Literal((string)key!), "hello");
        Assert.Equal("hello", await got.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }
}
