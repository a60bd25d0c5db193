using System.Runtime.CompilerServices;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.EncoderTrainer.Images;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.EncoderTrainer.Telemetry;
using StackExchange.Redis;

namespace EfficientMnist.EncoderTrainer.Encoding;

/// <summary>Latents of a data set, chunk by chunk: from the cache where they are, else computed and then cached.</summary>
internal sealed class LatentSource(LatentCache cache, EncoderPool encoders, ImageSource images, TrainingMetrics metrics, TimeProvider time, ILogger<LatentSource> logger)
{
    // So many chunks are looked up, or their images read, ahead of the reader: neither waits for an encoder at work.
    private const int Ahead = 4;

    public async IAsyncEnumerable<LatentChunk> ReadAsync(TrainingRecord encoder, EncodeRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var dataset = await images.DescribeAsync(request.Dataset, cancellationToken);
        var split = Checked(encoder, dataset, request);
        var grid = new ChunkGrid(split.Count, encoder.Latent);
        var (first, count) = Range(request.Range ?? new IdRange(), split.Count);
        using var span = metrics.StartEncoding(encoder, dataset.Name);
        var started = time.GetTimestamp();
        var cached = 0;

        var prepared = new Queue<Task<Prepared>>();
        Task keeping = Task.CompletedTask;
        try
        {
            using var parts = grid.Cover(first, count).GetEnumerator();
            while (true)
            {
                while (prepared.Count < Ahead && parts.MoveNext())
                    prepared.Enqueue(PrepareAsync(parts.Current));
                if (!prepared.TryDequeue(out var next))
                    break;

                var (part, lease, pixels) = await next;
                if (lease is not null)
                {
                    cached += part.Count;
                    metrics.Encoded(part.Count, fromCache: true);
                    yield return new LatentChunk(part.First, part.Count, lease.Memory.Slice((part.First - part.Start) * grid.LatentBytes, part.Count * grid.LatentBytes), lease);
                    continue;
                }

                var halves = await encoders.EncodeAsync(encoder, pixels, part.Count, cancellationToken);
                metrics.Encoded(part.Count, fromCache: false);
                await keeping;
                if (part.IsWhole)
                    keeping = cache.KeepAsync(Key(part), halves, ofStudent: encoder.Classes > 0);
                yield return new LatentChunk(part.First, part.Count, halves, lease: null);
            }
        }
        finally
        {
            foreach (var left in prepared)
            {
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (left.IsCompletedSuccessfully)
                    (await left).Cached?.Dispose();
            }
            await keeping;
        }

        span?.SetTag("eml.encode.images", count);
        span?.SetTag("eml.encode.images_cached", cached);
        Log.Encoded(logger, dataset.Name, request.Split, count, time.GetElapsedTime(started).TotalMilliseconds, cached);

        string Key(ChunkPart part) => LatentCache.Key(encoder.EncoderId, split.ContentHash, part.Index);

        async Task<Prepared> PrepareAsync(ChunkPart part)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var lease = await cache.FindAsync(Key(part), part.Length * grid.LatentBytes);
            return new Prepared(part, lease, lease is not null
                ? ReadOnlyMemory<byte>.Empty
                : await images.ReadAsync(dataset.Name, request.Split, part.First, part.Count, encoder.Shape.Pixels, cancellationToken));
        }
    }

    private static SplitInfo Checked(TrainingRecord encoder, Dataset dataset, EncodeRequest request)
    {
        if (ImageSource.ShapeOf(dataset) is var shape && shape != encoder.Shape)
            throw Refusal.Invalid($"The encoder {encoder.EncoderId} takes images of {encoder.Shape}; those of {dataset.Name} are {shape}.");
        return ImageSource.SplitOf(dataset, request.Split);
    }

    private static (int First, int Count) Range(IdRange range, int total)
    {
        if (range.First < 0 || range.Count < 0 || range.First > total || range.Count > total - range.First)
            throw Refusal.Invalid($"The range of {range.Count} sample ids from {range.First} is outside 0 … {total - 1}.");
        return (range.First, range.Count == 0 ? total - range.First : range.Count);
    }

    // The chunk as it was cached, or the pixels of its images.
    private readonly record struct Prepared(ChunkPart Part, Lease<byte>? Cached, ReadOnlyMemory<byte> Pixels);
}
