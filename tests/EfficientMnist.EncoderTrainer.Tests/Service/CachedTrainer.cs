using StackExchange.Redis;

namespace EfficientMnist.EncoderTrainer.Tests.Service;

/// <summary>A trainer with a cache and one trained encoder, shared by the tests of a class.</summary>
public sealed class CachedTrainer : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();

    internal RedisProcess Redis { get; private set; } = null!;

    internal GlyphStore Store { get; private set; } = null!;

    internal TrainerServer Server { get; private set; } = null!;

    internal string Encoder { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Redis = await RedisProcess.StartNewAsync();
        Store = await GlyphStore.StartAsync();
        Server = await TrainerServer.StartAsync(_folder.Path, Store, $"--ConnectionStrings:cache={Redis.Address}");
        Encoder = (await Server.TrainAsync(TrainerServer.Tiny())).EncoderId;
    }

    /// <summary>Empties the cache and forgets the warnings.</summary>
    internal async Task ForgetAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{Redis.Address},allowAdmin=true");
        await redis.GetServer(Redis.Address).FlushAllDatabasesAsync();
        Server.Warnings.Clear();
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Store.DisposeAsync();
        await Redis.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();
}
