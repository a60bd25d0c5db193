using System.Buffers.Binary;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.DatasetStore.Tests;

public sealed class ThumbnailTests(StoreFixture store) : IClassFixture<StoreFixture>
{
    private static GetThumbnailRequest Request(int id, int scale) => new() { Dataset = "cells", Split = Split.Train, SampleId = id, Scale = scale };

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(16, 16)]
    public async Task Thumbnail_AnyScale_IsAnEnlargedPng(int scale, int factor)
    {
        var png = (await store.Client.GetThumbnailAsync(Request(5, scale))).Png.ToByteArray();
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], png[..4]);
        Assert.Equal((6 * factor, 4 * factor), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
    }

    [Theory]
    [InlineData(5, 17, "1 to 16")]
    [InlineData(5, -1, "1 to 16")]
    [InlineData(12, 1, "12 is outside 0 … 11")]
    public async Task Thumbnail_OutOfRange_IsAnInvalidArgument(int id, int scale, string hint)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await store.Client.GetThumbnailAsync(Request(id, scale)));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(hint, error.Status.Detail, StringComparison.Ordinal);
    }
}
