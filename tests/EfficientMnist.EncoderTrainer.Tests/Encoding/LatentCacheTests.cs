using EfficientMnist.EncoderTrainer.Encoding;
using EfficientMnist.EncoderTrainer.Tests.Service;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace EfficientMnist.EncoderTrainer.Tests.Encoding;

public sealed class LatentCacheTests : IAsyncLifetime, IDisposable
{
    private const string Key = "eml:latents:e:d:0";
    private static readonly byte[] Latents = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    private readonly LogCollector _log = new();
    private RedisProcess _redis = null!;
    private ConnectionMultiplexer _connection = null!;
    private LatentCache _cache = null!;

    public async Task InitializeAsync()
    {
        _redis = await RedisProcess.StartNewAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_redis.Address);
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(_log));
        _cache = new LatentCache(_connection, new EncodingOptions(), logging.CreateLogger<LatentCache>());
    }

    public async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _redis.DisposeAsync();
    }

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task Find_WhatWasKept_GivesItBack()
    {
        await _cache.KeepAsync(Key, Latents, ofStudent: false);

        using var found = await _cache.FindAsync(Key, Latents.Length);

        Assert.Equal(Latents, found!.Span[..Latents.Length].ToArray());
    }

    [Fact]
    public async Task Find_AValueWithAnyByteChanged_FindsNothing()
    {
        var kept = LatentCache.Sealed(Key, Latents);
        for (var i = 0; i < kept.Length; i++)
        {
            byte[] changed = [.. kept];
            changed[i] ^= 1;
            await _connection.GetDatabase().StringSetAsync(Key, changed);
            Assert.Null(await _cache.FindAsync(Key, Latents.Length));
        }
        Assert.Contains("The cached latents eml:latents:e:d:0 are not as they were kept; they are computed anew", _log.Lines);
    }

    [Fact]
    public async Task Find_TheValueOfAnotherKey_FindsNothing()
    {
        await _connection.GetDatabase().StringSetAsync(Key, LatentCache.Sealed("eml:latents:e:d:1", Latents));

        Assert.Null(await _cache.FindAsync(Key, Latents.Length));
    }

    [Fact]
    public async Task Find_WithAFrozenRedis_AsksItTwiceAndThenNoMore()
    {
        await _cache.KeepAsync(Key, Latents, ofStudent: false);
        await _redis.FreezeAsync();
        try
        {
            for (var call = 0; call < 100; call++)
                Assert.Null(await _cache.FindAsync(Key, Latents.Length));
            Assert.False(_cache.IsAvailable);
        }
        finally
        {
            await _redis.ThawAsync();
        }
        Assert.Single(_log.Lines);
    }
}
