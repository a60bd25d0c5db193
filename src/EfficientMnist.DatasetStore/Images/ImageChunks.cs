using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace EfficientMnist.DatasetStore.Images;

/// <summary>Cuts a selection of images into messages below gRPC's default limit of 4 MB.</summary>
public static class ImageChunks
{
    /// <summary>Pixels and ids of a chunk; half the limit leaves room and halves what a slow reader makes the server hold.</summary>
    public const int ChunkBytes = 2 << 20;

    private const int IdBytes = 5;

    /// <summary>The whole selection is checked before the first chunk is made.</summary>
    /// <exception cref="RefusalException">An id or a range is outside the split; the message names both.</exception>
    public static IEnumerable<StreamImagesResponse> Of(ImageSet images, StreamImagesRequest request)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(request);
        var perChunk = Math.Max(1, ChunkBytes / (images.Shape.Pixels + IdBytes));
        if (request.SelectionCase == StreamImagesRequest.SelectionOneofCase.Ids)
        {
            foreach (var id in request.Ids.Ids) RequireId(id, images.Count);
            return ByIds(images, request.Ids.Ids, perChunk);
        }
        var (first, count) = Range(request.Range ?? new IdRange(), images.Count);
        return ByRange(images, first, count, perChunk);
    }

    public static void RequireId(int id, int count)
    {
        if ((uint)id >= (uint)count) throw Refusal.Invalid($"The sample id {id} is outside 0 … {count - 1}.");
    }

    public static (int First, int Count) Range(IdRange range, int count)
    {
        if (range.First < 0 || range.Count < 0 || range.First > count || range.First + (long)range.Count > count)
            throw Refusal.Invalid($"The range of {range.Count} sample ids from {range.First} is outside 0 … {count - 1}.");
        return (range.First, range.Count == 0 ? count - range.First : range.Count);
    }

    private static IEnumerable<StreamImagesResponse> ByRange(ImageSet images, int first, int count, int perChunk)
    {
        for (var start = first; start < first + count; start += perChunk)
        {
            var length = Math.Min(perChunk, first + count - start);
            yield return new StreamImagesResponse
            {
                SampleIds = { Enumerable.Range(start, length) },
                // The images never change, so the message may point into them.
                Pixels = UnsafeByteOperations.UnsafeWrap(images.Slice(start, length).Pixels),
            };
        }
    }

    private static IEnumerable<StreamImagesResponse> ByIds(ImageSet images, RepeatedField<int> ids, int perChunk)
    {
        for (var start = 0; start < ids.Count; start += perChunk)
        {
            var some = ids.Skip(start).Take(perChunk).ToList();
            yield return new StreamImagesResponse
            {
                SampleIds = { some },
                Pixels = UnsafeByteOperations.UnsafeWrap(images.Select(some).Pixels),
            };
        }
    }
}
