using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.Datasets.Decoding;
using EfficientMnist.Datasets.Import;
using Google.Protobuf;

namespace EfficientMnist.DatasetStore.Images;

/// <summary>Many images side by side in one PNG.</summary>
public static class SpriteSheet
{
    /// <summary>Bytes of pixels of a sheet, so that its PNG stays below gRPC's default limit of 4 MB however badly it compresses.</summary>
    public const int MostBytes = 3_000_000;

    private const int SmallestTile = 4;
    private const int LargestTile = 256;

    /// <exception cref="RefusalException">An id, a range, the tile or the number of images is out of range; the message says what is allowed.</exception>
    public static GetSpriteResponse Of(ImageSet images, GetSpriteRequest request)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Tile is not 0 and (< SmallestTile or > LargestTile))
            throw Refusal.Invalid($"The tile is {request.Tile}; it must be {SmallestTile} to {LargestTile} pixels, or 0 for the images' own size.");
        var tile = request.Tile == 0 ? images.Shape : images.Shape with { Height = request.Tile, Width = request.Tile };
        var ids = Ids(images, request);
        if (ids.Length == 0) throw Refusal.Invalid("The selection has no images.");
        var columns = request.Columns == 0 ? (int)Math.Ceiling(Math.Sqrt(ids.Length)) : Math.Min(request.Columns, ids.Length);
        if (columns < 0) throw Refusal.Invalid($"The columns are {request.Columns}; they must be 0 or more.");
        var rows = (ids.Length + columns - 1) / columns;
        if ((long)rows * columns * tile.Pixels > MostBytes)
            throw Refusal.Invalid($"{ids.Length} images of {tile} do not fit on one sheet: {MostBytes / tile.Pixels} do. Ask for fewer, or for smaller tiles.");

        var tiles = new byte[ids.Length * tile.Pixels];
        for (var place = 0; place < ids.Length; place++)
        {
            var image = request.Tile == 0 ? images[ids[place]] : ImageScaler.ToSquare(images[ids[place]], images.Shape, request.Tile, ImportFit.Pad);
            image.CopyTo(tiles.AsSpan(place * tile.Pixels));
        }
        var sheet = PngSheet.Of(new ImageSet(tile, tiles), columns);
        return new GetSpriteResponse
        {
            Png = UnsafeByteOperations.UnsafeWrap(sheet.Png),
            Count = ids.Length,
            Columns = sheet.Columns,
            Rows = sheet.Rows,
            TileWidth = tile.Width,
            TileHeight = tile.Height,
        };
    }

    private static int[] Ids(ImageSet images, GetSpriteRequest request)
    {
        if (request.SelectionCase != GetSpriteRequest.SelectionOneofCase.Ids)
        {
            var (first, count) = ImageChunks.Range(request.Range ?? new IdRange(), images.Count);
            return [.. Enumerable.Range(first, count)];
        }
        foreach (var id in request.Ids.Ids) ImageChunks.RequireId(id, images.Count);
        return [.. request.Ids.Ids];
    }
}
