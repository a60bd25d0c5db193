namespace EfficientMnist.EncoderTrainer.Encoding;

/// <summary>The fixed grid on which latents are cached, so that any range finds the chunks of any other.</summary>
/// <param name="Total">Images of the split.</param>
/// <param name="Latent">Length of a latent vector.</param>
internal readonly record struct ChunkGrid(int Total, int Latent)
{
    // A quarter of gRPC's message limit: neither many round trips nor large pauses.
    private const int ChunkBytes = 1 << 20;
    private const int MostImages = 4096;

    public int LatentBytes => Latent * sizeof(ushort);

    public int ImagesPerChunk => Math.Clamp(ChunkBytes / LatentBytes, 1, MostImages);

    /// <summary>The part of each chunk that lies in the range.</summary>
    public IEnumerable<ChunkPart> Cover(int first, int count)
    {
        for (var index = first / ImagesPerChunk; count > 0 && index * ImagesPerChunk < first + count; index++)
        {
            var start = index * ImagesPerChunk;
            var length = Math.Min(ImagesPerChunk, Total - start);
            var from = Math.Max(first, start);
            yield return new ChunkPart(index, start, length, from, Math.Min(first + count, start + length) - from);
        }
    }
}
