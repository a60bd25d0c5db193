using System.Globalization;
using StackExchange.Redis;

namespace EfficientMnist.EncoderTrainer.Encoding;

/// <summary>Latents in Redis. An outage costs time, never an answer: it is warned of once and everything counts as not cached.</summary>
internal sealed class LatentCache
{
    private readonly IConnectionMultiplexer? _redis;
    private readonly EncodingOptions _options;
    private readonly ILogger _logger;
    private int _isAway;

    public LatentCache(IConnectionMultiplexer? redis, EncodingOptions options, ILogger<LatentCache> logger)
    {
        (_redis, _options, _logger) = (redis, options, logger);
        if (redis is null)
            Log.NoCache(logger);
    }

    public bool IsAvailable => _redis?.IsConnected == true;

    /// <summary>Everything the latents depend on is in the key, so none ever has to be invalidated.</summary>
    public static string Key(string encoderId, string datasetHash, int chunk) =>
        string.Create(CultureInfo.InvariantCulture, $"eml:latents:{encoderId}:{datasetHash}:{chunk}");

    /// <summary>The chunk's latents in pooled memory; null where they are not cached.</summary>
    public async Task<Lease<byte>?> FindAsync(string key, int bytes)
    {
        if (!IsReady())
            return null;
        try
        {
            var found = await _redis!.GetDatabase().StringGetLeaseAsync(key);
            Back();
            if (found is null || found.Length == bytes)
                return found;
            Log.CacheMismatch(_logger, key, found.Length, bytes);
            found.Dispose();
            return null;
        }
        catch (Exception error) when (error is RedisException or TimeoutException or ObjectDisposedException)
        {
            Away(error.Message);
            return null;
        }
    }

    public async Task KeepAsync(string key, ReadOnlyMemory<byte> halves, bool ofStudent)
    {
        if (!IsReady())
            return;
        var lifetime = ofStudent ? _options.StudentCacheLifetime : _options.CacheLifetime;
        try
        {
            await _redis!.GetDatabase().StringSetAsync(key, halves, lifetime == TimeSpan.Zero ? null : lifetime, When.Always);
            Back();
        }
        catch (Exception error) when (error is RedisException or TimeoutException or ObjectDisposedException)
        {
            Away(error.Message);
        }
    }

    private bool IsReady()
    {
        if (_redis is null)
            return false;
        if (_redis.IsConnected)
            return true;
        Away(_redis.GetStatus().Trim());
        return false;
    }

    private void Away(string reason)
    {
        if (Interlocked.Exchange(ref _isAway, 1) == 0)
            Log.CacheAway(_logger, reason);
    }

    private void Back()
    {
        if (Interlocked.Exchange(ref _isAway, 0) == 1)
            Log.CacheBack(_logger);
    }
}
