using EfficientMnist.Datasets.Tests.Fixtures;

namespace EfficientMnist.Datasets.Tests;

public sealed class ImageSetWriterTests : IDisposable
{
    private static readonly ImageShape Shape = new(1, 2, 3);

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(30)]
    [InlineData(29)]
    public void Images_InMemoryOrInAFile_AreThoseAdded(int mostInMemory)
    {
        var pixels = Bytes.Pattern(30);
        using var writer = new ImageSetWriter(Shape, 5, _folder.Path, mostInMemory);
        writer.Add(pixels.AsSpan(0, 13));
        writer.Add([]);
        writer.Add(pixels.AsSpan(13));
        var images = writer.Complete();
        writer.Dispose();

        Assert.Equal((5, Shape), (images.Count, images.Shape));
        Assert.Equal(pixels, images.Pixels.ToArray());
        Assert.Equal(new ImageSet(Shape, pixels).ContentHash, images.ContentHash);
        Assert.Equal(pixels[24..], images.Slice(4, 1).Pixels.ToArray());
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Images_InAFile_StayAsLongAsTheyAreReferredTo()
    {
        var pixels = Bytes.Pattern(6 * 1_000);
        var kept = Write(pixels);
        for (var i = 0; i < 4; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(pixels[6..], kept.ToArray());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1)]
    public void Images_MoreOrFewerThanAnnounced_AreRefused(int mostInMemory)
    {
        using var writer = new ImageSetWriter(Shape, 2, _folder.Path, mostInMemory);
        writer.Add(new byte[11]);

        Assert.Contains("ended after 11 of 12 bytes", Assert.Throws<InvalidDataException>(() => writer.Complete()).Message, StringComparison.Ordinal);
        Assert.Contains("more than the 2 images", Assert.Throws<InvalidDataException>(() => writer.Add(new byte[2])).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    // Nothing but a part of the memory is left of the set.
    private ReadOnlyMemory<byte> Write(byte[] pixels)
    {
        using var writer = new ImageSetWriter(Shape, 1_000, _folder.Path, mostInMemory: 0);
        writer.Add(pixels);
        return writer.Complete().Slice(1, 999).Pixels;
    }
}
