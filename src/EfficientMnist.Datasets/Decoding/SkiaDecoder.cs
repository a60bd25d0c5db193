using System.Buffers;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace EfficientMnist.Datasets.Decoding;

/// <summary>JPEG, WebP, BMP, GIF and ICO by Skia.</summary>
internal static class SkiaDecoder
{
    // An area to average over for each pixel that is wanted.
    private const float Ample = 1.5f;

    public static Raster Decode(byte[] file, int side, Action<long> announce)
    {
        using var data = SKData.CreateCopy(file);
        using var content = new SKMemoryStream(data);
        using var codec = SKCodec.Create(content, out var result)
            ?? throw new InvalidDataException(result == SKCodecResult.IncompleteInput && IsKnown(file) ? "is truncated" : $"is no image that is read (it begins with {Convert.ToHexStringLower(file.AsSpan(0, Math.Min(4, file.Length)))})");
        var size = Scaled(codec, side);
        ImageDecoder.RequireRoom(codec.Info.Width, codec.Info.Height);
        announce((long)size.Width * size.Height);
        var isGrey = codec.Info.ColorType == SKColorType.Gray8;
        var info = new SKImageInfo(size.Width, size.Height, isGrey ? SKColorType.Gray8 : SKColorType.Rgba8888, isGrey ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        var orientation = (int)codec.EncodedOrigin;
        if (isGrey)
        {
            var pixels = new byte[info.BytesSize];
            Read(codec, info, pixels);
            return new Raster(new ImageShape(1, info.Height, info.Width), pixels).Turned(orientation);
        }
        // Thousands of images of some megabytes each would leave the collector far behind.
        var interleaved = ArrayPool<byte>.Shared.Rent(info.BytesSize);
        try
        {
            Read(codec, info, interleaved);
            return Planes(interleaved, info, codec.Info.AlphaType == SKAlphaType.Opaque).Turned(orientation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(interleaved);
        }
    }

    // Of anything else that is short Skia says that it is incomplete, too.
    private static bool IsKnown(ReadOnlySpan<byte> file) =>
        file is [0xFF, 0xD8, 0xFF, ..] or [0, 0, 1, 0, ..] || file.StartsWith("GIF8"u8) || file.StartsWith("RIFF"u8) || file.StartsWith("BM"u8);

    private static SKSizeI Scaled(SKCodec codec, int side)
    {
        if (side == 0) return codec.Info.Size;
        var needed = Ample * side / Math.Max(1, Math.Min(codec.Info.Width, codec.Info.Height));
        return needed >= 1 ? codec.Info.Size : Enlarged(codec, needed);
    }

    // The codec answers with the nearest of its scales, which may be below what was asked for.
    private static SKSizeI Enlarged(SKCodec codec, float needed)
    {
        var least = needed * Math.Min(codec.Info.Width, codec.Info.Height);
        for (var eighths = 1; eighths < 8; eighths++)
        {
            var size = codec.GetScaledDimensions(eighths / 8f);
            if (Math.Min(size.Width, size.Height) >= least - 1) return size;
        }
        return codec.Info.Size;
    }

    private static void Read(SKCodec codec, SKImageInfo info, byte[] pixels)
    {
        var pin = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            var result = codec.GetPixels(info, pin.AddrOfPinnedObject());
            if (result != SKCodecResult.Success)
                throw new InvalidDataException(result == SKCodecResult.IncompleteInput ? "is truncated" : $"is damaged ({result})");
        }
        finally
        {
            pin.Free();
        }
    }

    private static Raster Planes(byte[] interleaved, SKImageInfo info, bool isOpaque)
    {
        var plane = info.Width * info.Height;
        var pixels = new byte[3 * plane];
        var alpha = isOpaque ? null : new byte[plane];
        var seesThrough = false;
        for (var i = 0; i < plane; i++)
        {
            pixels[i] = interleaved[4 * i];
            pixels[plane + i] = interleaved[(4 * i) + 1];
            pixels[(2 * plane) + i] = interleaved[(4 * i) + 2];
            if (alpha is null) continue;
            alpha[i] = interleaved[(4 * i) + 3];
            seesThrough |= alpha[i] < 255;
        }
        return new Raster(new ImageShape(3, info.Height, info.Width), pixels) { Alpha = seesThrough ? alpha : null };
    }
}
