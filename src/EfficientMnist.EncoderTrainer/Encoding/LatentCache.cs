using System.Globalization;
using System.Security.Cryptography;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace EfficientMnist.EncoderTrainer.Encoding;

/// <summary>
/// Latents in Redis. An outage costs time, never an answer: it is warned of once and everything counts as not cached. Each
/// value carries a checksum, for what others may write to and what memory may garble must not become a latent; a Redis that
/// does not answer is left alone for a while.
/// </summary>
internal sealed class LatentCache
{
    /// <summary>Bytes of the checksum behind each value.</summary>
    public const int ChecksumBytes = SHA256.HashSizeInBytes;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeftAlone = TimeSpan.FromSeconds(15);

    private readonly IConnectionMultiplexer? _redis;
    private readonly EncodingOptions _options;
    private readonly ILogger _logger;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline _guarded;
    private int _isAway;

    public LatentCache(IConnectionMultiplexer? redis, EncodingOptions options, ILogger<LatentCache> logger)
    {
        (_redis, _options, _logger) = (redis, options, logger);
        // Two calls that run into the timeout are enough to know.
        _guarded = new ResiliencePipelineBuilder()
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<TimeoutRejectedException>().Handle<TimeoutException>().Handle<RedisException>(),
                FailureRatio = 0.5,
                MinimumThroughput = 2,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = LeftAlone,
                StateProvider = _circuit,
            })
            .AddTimeout(Patience)
            .Build();
        if (redis is null)
            Log.NoCache(logger);
    }

    public bool IsAvailable => _redis?.IsConnected == true && _circuit.CircuitState is not (CircuitState.Open or CircuitState.Isolated);

    /// <summary>Everything the latents depend on is in the key, so none ever has to be invalidated.</summary>
    public static string Key(string encoderId, string datasetHash, int chunk) =>
        string.Create(CultureInfo.InvariantCulture, $"eml:latents:{encoderId}:{datasetHash}:{chunk}");

    /// <summary>A value as it is kept: the latents, and a checksum over them and their key, which no value of another key has.</summary>
    public static byte[] Sealed(string key, ReadOnlySpan<byte> halves)
    {
        var value = new byte[halves.Length + ChecksumBytes];
        halves.CopyTo(value);
        Checksum(key, halves, value.AsSpan(halves.Length));
        return value;
    }

    /// <summary>The chunk's latents in pooled memory; null where they are not cached, or not as they were kept.</summary>
    public async Task<Lease<byte>?> FindAsync(string key, int bytes)
    {
        if (!IsReady())
            return null;
        try
        {
            using var found = await _guarded.ExecuteAsync(
                async cancellationToken => await _redis!.GetDatabase().StringGetLeaseAsync(key).WaitAsync(cancellationToken), CancellationToken.None);
            Back();
            return found is null ? null : Opened(key, found, bytes);
        }
        catch (Exception error) when (IsOutage(error))
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
        var value = Sealed(key, halves.Span);
        try
        {
            await _guarded.ExecuteAsync(
                async cancellationToken => await _redis!.GetDatabase().StringSetAsync(key, value, lifetime == TimeSpan.Zero ? null : lifetime, When.Always).WaitAsync(cancellationToken),
                CancellationToken.None);
            Back();
        }
        catch (Exception error) when (IsOutage(error))
        {
            Away(error.Message);
        }
    }

    private static bool IsOutage(Exception error) =>
        error is RedisException or TimeoutException or ObjectDisposedException or TimeoutRejectedException or BrokenCircuitException;

    private static void Checksum(string key, ReadOnlySpan<byte> halves, Span<byte> checksum)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(key));
        hash.AppendData(halves);
        hash.GetHashAndReset(checksum);
    }

    private Lease<byte>? Opened(string key, Lease<byte> found, int bytes)
    {
        if (found.Length != bytes + ChecksumBytes)
        {
            Log.CacheMismatch(_logger, key, found.Length, bytes + ChecksumBytes);
            return null;
        }
        Span<byte> expected = stackalloc byte[ChecksumBytes];
        Checksum(key, found.Span[..bytes], expected);
        if (!expected.SequenceEqual(found.Span[bytes..]))
        {
            Log.CacheDamaged(_logger, key);
            return null;
        }
        var halves = Lease<byte>.Create(bytes, clear: false);
        found.Span[..bytes].CopyTo(halves.Span);
        return halves;
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
