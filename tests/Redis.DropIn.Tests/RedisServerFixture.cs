using StackExchange.Redis;

namespace Redis.DropIn.Tests;

/// <summary>One server and one multiplexer for all tests that leave them as they are.</summary>
public sealed class RedisServerFixture : IAsyncLifetime
{
    public RedisProcess Server { get; private set; } = null!;

    public ConnectionMultiplexer Redis { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await RedisProcess.StartNewAsync();
        Redis = await ConnectionMultiplexer.ConnectAsync($"{Server.Address},allowAdmin=true,asyncTimeout=20000");
    }

    public async Task DisposeAsync()
    {
        await Redis.DisposeAsync();
        await Server.DisposeAsync();
    }

    /// <summary>A key no other test uses.</summary>
    public static RedisKey NewKey() => Guid.NewGuid().ToString("N");
}
