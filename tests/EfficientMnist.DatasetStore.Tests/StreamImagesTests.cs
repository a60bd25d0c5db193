using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.DatasetStore.Tests;

public sealed class StreamImagesTests(StoreFixture store) : IClassFixture<StoreFixture>
{
    private static StreamImagesRequest Cells => new() { Dataset = "cells", Split = Split.Train };

    private static StreamImagesRequest Glyphs => new() { Dataset = "glyphs", Split = Split.Train };

    private async Task<List<StreamImagesResponse>> StreamAsync(StreamImagesRequest request)
    {
        using var call = store.Client.StreamImages(request);
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }

    [Fact]
    public async Task Stream_NothingSelected_GivesTheWholeSplitInSmallChunks()
    {
        var chunks = await StreamAsync(Glyphs);

        Assert.True(chunks.Count > 1);
        Assert.All(chunks, chunk => Assert.InRange(chunk.CalculateSize(), 1, (4 << 20) - 1));
        Assert.Equal(Enumerable.Range(0, 8_000), chunks.SelectMany(chunk => chunk.SampleIds));
        var pixels = chunks.SelectMany(chunk => chunk.Pixels).ToArray();
        Assert.Equal(8_000 * 784, pixels.Length);
        var info = await store.Client.GetDatasetAsync(new GetDatasetRequest { Name = "glyphs" });
        Assert.Equal(info.Dataset.Splits[0].ContentHash, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(pixels)));
    }

    [Theory]
    [InlineData(0, 0, 12)]
    [InlineData(3, 4, 4)]
    [InlineData(10, 0, 2)]
    [InlineData(12, 0, 0)]
    public async Task Stream_Range_GivesItsImages(int first, int count, int expected)
    {
        var request = Cells;
        request.Range = new IdRange { First = first, Count = count };
        var chunks = await StreamAsync(request);
        Assert.Equal(Enumerable.Range(first, expected), chunks.SelectMany(chunk => chunk.SampleIds));
        Assert.Equal(Enumerable.Range(first, expected).SelectMany(StoreFixture.Cell), chunks.SelectMany(chunk => chunk.Pixels));
    }

    [Fact]
    public async Task Stream_Ids_KeepTheirOrderAndRepetition()
    {
        int[] ids = [7, 0, 11, 7];
        var request = Cells;
        request.Ids = new SampleIds { Ids = { ids } };
        var chunk = Assert.Single(await StreamAsync(request));
        Assert.Equal(ids, chunk.SampleIds);
        Assert.Equal(ids.SelectMany(StoreFixture.Cell), chunk.Pixels);
    }

    [Fact]
    public async Task Stream_ManyIds_AreCutIntoChunks()
    {
        var ids = Enumerable.Range(0, 6_000).Select(i => 7_999 - i).ToList();
        var request = Glyphs;
        request.Ids = new SampleIds { Ids = { ids } };
        var chunks = await StreamAsync(request);
        Assert.True(chunks.Count > 1);
        Assert.Equal(ids, chunks.SelectMany(chunk => chunk.SampleIds));
    }

    [Fact]
    public async Task Stream_NoIds_IsEmpty()
    {
        var request = Cells;
        request.Ids = new SampleIds();
        Assert.Empty(await StreamAsync(request));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public async Task Stream_IdOutside_NamesItAndTheRange(int id)
    {
        var request = Cells;
        request.Ids = new SampleIds { Ids = { 0, id } };
        var error = await Assert.ThrowsAsync<RpcException>(() => StreamAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains($"{id}", error.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("0 … 11", error.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 13)]
    [InlineData(13, 0)]
    [InlineData(-1, 2)]
    [InlineData(2, -1)]
    [InlineData(5, int.MaxValue)]
    public async Task Stream_RangeOutside_NamesItAndTheRange(int first, int count)
    {
        var request = Cells;
        request.Range = new IdRange { First = first, Count = count };
        var error = await Assert.ThrowsAsync<RpcException>(() => StreamAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("0 … 11", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_SplitUnspecified_IsAnInvalidArgument()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => StreamAsync(new StreamImagesRequest { Dataset = "cells" }));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains("SPLIT_TRAIN", error.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", Split.Train, StatusCode.NotFound, "glyphs")]
    [InlineData("cells", Split.Test, StatusCode.NotFound, "cells/test")]
    [InlineData("../cells", Split.Train, StatusCode.InvalidArgument, "../cells")]
    [InlineData("fashion-mnist", Split.Train, StatusCode.NotFound, "EML_DATA")]
    public async Task Stream_DataNotThere_NamesTheRemedy(string dataset, Split split, StatusCode status, string hint)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => StreamAsync(new StreamImagesRequest { Dataset = dataset, Split = split }));
        Assert.Equal(status, error.StatusCode);
        Assert.Contains(hint, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ReaderGoesAway_TheServiceGoesOn()
    {
        using (var call = store.Client.StreamImages(Glyphs))
        {
            Assert.True(await call.ResponseStream.MoveNext());
        }
        Assert.Equal(StoreFixture.Cells, (await StreamAsync(Cells)).Sum(chunk => chunk.SampleIds.Count));
    }

    [Fact]
    public async Task Stream_ManyReadersAtOnce_GetTheSame()
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await StreamAsync(Glyphs)).Sum(chunk => chunk.Pixels.Length)));
        Assert.All(counts, count => Assert.Equal(8_000 * 784, count));
    }
}
