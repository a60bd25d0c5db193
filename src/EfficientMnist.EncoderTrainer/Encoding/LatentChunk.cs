using StackExchange.Redis;

namespace EfficientMnist.EncoderTrainer.Encoding;

/// <summary>Latents of consecutive images as little-endian half floats. Its memory is only good until it is disposed.</summary>
internal sealed class LatentChunk(int first, int count, ReadOnlyMemory<byte> halves, Lease<byte>? lease) : IDisposable
{
    public int First { get; } = first;

    public int Count { get; } = count;

    public ReadOnlyMemory<byte> Halves { get; } = halves;

    public bool FromCache { get; } = lease is not null;

    public void Dispose() => lease?.Dispose();
}
