using System.Diagnostics;
using StackExchange.Redis;

namespace Redis.DropIn.Tests;

public sealed class OutageTests
{
    [Fact]
    public async Task Server_RestartedInMidUse_WorksAgain()
    {
        await using var server = await RedisProcess.StartNewAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{server.Address},asyncTimeout=2000,syncTimeout=2000");
        int failures = 0, restorations = 0;
        redis.ConnectionFailed += (_, _) => Interlocked.Increment(ref failures);
        redis.ConnectionRestored += (_, _) => Interlocked.Increment(ref restorations);
        var db = redis.GetDatabase();
        await db.StringSetAsync("key", 1);
        var blocked = db.ExecuteAsync("BLPOP", "nothing here", 0);

        await server.KillAsync();
        await Assert.ThrowsAsync<RedisConnectionException>(() => blocked);
        await Eventually.TrueAsync(() => Task.FromResult(!redis.IsConnected));
        var outage = await Assert.ThrowsAsync<RedisConnectionException>(() => db.StringGetAsync("key"));
        Assert.Contains("GET key", outage.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => db.StringGet("key"));

        await server.StartAsync();
        await Eventually.TrueAsync(() => Task.FromResult(redis.IsConnected));
        Assert.True(await db.StringSetAsync("key", 2));
        Assert.Equal(2, await db.StringGetAsync("key"));
        Assert.Equal((1, 1), (failures, restorations));
    }

    [Fact]
    public async Task Command_DuringShortOutage_IsSentAfterwards()
    {
        await using var server = await RedisProcess.StartNewAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Address);
        await server.KillAsync();
        await Eventually.TrueAsync(() => Task.FromResult(!redis.IsConnected));

        var waiting = redis.GetDatabase().StringSetAsync("key", "patient");
        await server.StartAsync();

        Assert.True(await waiting);
    }

    [Fact]
    public async Task FailFast_DuringOutage_FailsAtOnce()
    {
        var options = ConfigurationOptions.Parse($"127.0.0.1:{RedisProcess.FreePort()},abortConnect=false");
        options.BacklogPolicy = BacklogPolicy.FailFast;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        var started = Stopwatch.GetTimestamp();

        var exception = await Assert.ThrowsAsync<RedisConnectionException>(() => redis.GetDatabase().StringGetAsync("key"));

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2));
        Assert.Contains("No connection is available to service this operation: GET key", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscription_AfterRestart_HearsAgain()
    {
        await using var server = await RedisProcess.StartNewAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Address);
        var subscriber = redis.GetSubscriber();
        var queue = await subscriber.SubscribeAsync(RedisChannel.Literal("news"));

        await server.KillAsync();
        await Eventually.TrueAsync(() => Task.FromResult(!redis.IsConnected && !subscriber.IsConnected(RedisChannel.Literal("news"))));
        await server.StartAsync();
        await Eventually.TrueAsync(async () => redis.IsConnected && await subscriber.PublishAsync(RedisChannel.Literal("news"), "back") > 0);

        Assert.Equal("back", (await queue.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10))).Message);
    }

    [Fact]
    public async Task Connect_NobodyThere_ThrowsOrWaitsAsConfigured()
    {
        var port = RedisProcess.FreePort();

        var exception = await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},connectRetry=1"));
        Assert.StartsWith("It was not possible to connect to the redis server(s).", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ConnectionFailureType.UnableToConnect, exception.FailureType);

        await using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},abortConnect=false");
        Assert.False(redis.IsConnected);
    }

    [Fact]
    public async Task Connect_WithPassword_OnlyTheRightOneWorks()
    {
        await using var server = await RedisProcess.StartNewAsync("--requirepass", "right");

        foreach (var suffix in (string[])[",password=wrong", ""])
        {
            var exception = await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(server.Address + suffix));
            Assert.Equal(ConnectionFailureType.AuthenticationFailure, exception.FailureType);
            Assert.Contains("There was an authentication failure; check that passwords", exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("wrong,", exception.Message, StringComparison.Ordinal);
        }

        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{server.Address},user=default,password=right,name=me,defaultDatabase=4");
        Assert.Equal("me", (string?)await redis.GetDatabase().ExecuteAsync("CLIENT", "GETNAME"));
        await redis.GetDatabase().StringSetAsync("in four", 1);
        Assert.Equal(1, await redis.GetDatabase(4).KeyExistsAsync((RedisKey[])["in four"]));
        await using var resp3 = await ConnectionMultiplexer.ConnectAsync($"{server.Address},password=right,protocol=resp3");
        Assert.True(resp3.IsConnected);
    }

    [Fact]
    public async Task SilentServer_CommandTimesOut_AndLaterRepliesStillMatch()
    {
        await using var server = await RedisProcess.StartNewAsync("--enable-debug-command", "yes");
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{server.Address},asyncTimeout=1000");
        var db = redis.GetDatabase();

        // Holds up the whole server: the reply comes after the client has lost patience, however late a busy machine lets it.
        var slow = await Assert.ThrowsAsync<RedisTimeoutException>(() => db.ExecuteAsync("DEBUG", "SLEEP", "3"));

        Assert.Equal(CommandStatus.Sent, slow.Commandstatus);
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                return await db.StringSetAsync("a", 1);
            }
            catch (RedisTimeoutException)
            {
                return false;
            }
        });
        Assert.Equal(1, await db.StringGetAsync("a"));
        Assert.True(redis.IsConnected);
    }

    [Fact]
    public async Task Dispose_WithCommandsUnderWay_LetsThemFinish()
    {
        await using var server = await RedisProcess.StartNewAsync();
        var redis = await ConnectionMultiplexer.ConnectAsync(server.Address);
        var db = redis.GetDatabase();
        var pending = Enumerable.Range(0, 500).Select(_ => db.StringIncrementAsync("n")).ToArray();

        await redis.CloseAsync();

        Assert.Equal(500, (await Task.WhenAll(pending)).Last());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => db.StringGetAsync("n"));
    }
}
