using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets.Decoding;
using Grpc.Core;

namespace EfficientMnist.DatasetStore.Tests;

public sealed class SpriteTests(StoreFixture store) : IClassFixture<StoreFixture>
{
    [Fact]
    public async Task Sprite_WholeSplit_IsAboutSquare()
    {
        var sprite = await store.Client.GetSpriteAsync(new GetSpriteRequest { Dataset = "cells", Split = Split.Train });
        Assert.Equal((12, 4, 3, 6, 4), (sprite.Count, sprite.Columns, sprite.Rows, sprite.TileWidth, sprite.TileHeight));
        for (var id = 0; id < StoreFixture.Cells; id++) Assert.Equal(StoreFixture.Cell(id), Tile(sprite, id));
    }

    [Fact]
    public async Task Sprite_Ids_ComeInTheOrderAskedFor()
    {
        var sprite = await store.Client.GetSpriteAsync(new GetSpriteRequest { Dataset = "cells", Split = Split.Train, Columns = 2, Ids = new SampleIds { Ids = { 7, 3, 7 } } });
        Assert.Equal((3, 2, 2), (sprite.Count, sprite.Columns, sprite.Rows));
        Assert.Equal([7, 3, 7], Enumerable.Range(0, 3).Select(place => Tile(sprite, place)[0] / 20));
        Assert.All(Tile(sprite, 3), pixel => Assert.Equal(0, pixel));
    }

    [Fact]
    public async Task Sprite_SmallerTiles_AreScaled()
    {
        var sprite = await store.Client.GetSpriteAsync(new GetSpriteRequest { Dataset = "glyphs", Split = Split.Train, Range = new IdRange { First = 100, Count = 50 }, Tile = 8, Columns = 10 });
        Assert.Equal((50, 10, 5, 8, 8), (sprite.Count, sprite.Columns, sprite.Rows, sprite.TileWidth, sprite.TileHeight));
        var (shape, _) = PngDecoder.Decode(sprite.Png.Span);
        Assert.Equal((40, 80), (shape.Height, shape.Width));
    }

    [Theory]
    [InlineData("cells", 12, 0, 0, "12 is outside 0 … 11")]
    [InlineData("cells", 1, 3, 0, "4 to 256")]
    [InlineData("cells", 1, 0, -1, "0 or more")]
    public async Task Sprite_OutOfRange_IsAnInvalidArgument(string dataset, int id, int tile, int columns, string hint)
    {
        var request = new GetSpriteRequest { Dataset = dataset, Split = Split.Train, Ids = new SampleIds { Ids = { id } }, Tile = tile, Columns = columns };
        await RefusedAsync(request, hint);
    }

    [Fact]
    public Task Sprite_MoreThanASheetHolds_SaysHowManyFit() =>
        RefusedAsync(new GetSpriteRequest { Dataset = "glyphs", Split = Split.Train }, "3826 do");

    [Fact]
    public async Task Sprite_AsManyAsFit_StayBelowTheMessageLimit()
    {
        var sprite = await store.Client.GetSpriteAsync(new GetSpriteRequest { Dataset = "glyphs", Split = Split.Train, Range = new IdRange { Count = 3_800 }, Columns = 50 });
        Assert.InRange(sprite.CalculateSize(), 1, (4 << 20) - 1);
    }

    private async Task RefusedAsync(GetSpriteRequest request, string hint)
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await store.Client.GetSpriteAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Contains(hint, error.Status.Detail, StringComparison.Ordinal);
    }

    private static byte[] Tile(GetSpriteResponse sprite, int place)
    {
        var (shape, pixels) = PngDecoder.Decode(sprite.Png.Span);
        var (top, left) = (place / sprite.Columns * sprite.TileHeight, place % sprite.Columns * sprite.TileWidth);
        return [.. from y in Enumerable.Range(top, sprite.TileHeight) from x in Enumerable.Range(left, sprite.TileWidth) select pixels[(y * shape.Width) + x]];
    }
}
