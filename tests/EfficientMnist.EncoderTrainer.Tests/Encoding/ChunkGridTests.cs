using EfficientMnist.EncoderTrainer.Encoding;

namespace EfficientMnist.EncoderTrainer.Tests.Encoding;

public sealed class ChunkGridTests
{
    [Fact]
    public void Cover_WholeSplit_IsEveryImageOnce()
    {
        var grid = new ChunkGrid(60_000, 128);
        var parts = grid.Cover(0, 60_000).ToList();

        Assert.Equal(4096, grid.ImagesPerChunk);
        Assert.All(parts, part => Assert.True(part.IsWhole));
        Assert.Equal(60_000, parts.Sum(part => part.Count));
        Assert.Equal(parts.Select(part => part.First + part.Count).SkipLast(1), parts.Select(part => part.First).Skip(1));
    }

    [Fact]
    public void Cover_Range_NamesItsPartOfEachChunk()
    {
        var parts = new ChunkGrid(10_000, 128).Cover(4000, 5000).ToList();

        Assert.Equal([new ChunkPart(0, 0, 4096, 4000, 96), new ChunkPart(1, 4096, 4096, 4096, 4096), new ChunkPart(2, 8192, 1808, 8192, 808)], parts);
        Assert.Equal([false, true, false], parts.Select(part => part.IsWhole));
        Assert.Empty(new ChunkGrid(10, 8).Cover(3, 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(4096)]
    [InlineData(1_000_000)]
    public void Chunk_OfAnyLatent_StaysBelowTheMessageLimit(int latent)
    {
        var grid = new ChunkGrid(100_000, latent);

        Assert.InRange(grid.ImagesPerChunk, 1, 4096);
        Assert.True((long)grid.ImagesPerChunk * grid.LatentBytes < 4 << 20);
    }
}
