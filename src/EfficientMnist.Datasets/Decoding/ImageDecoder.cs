
namespace EfficientMnist.Datasets.Decoding;

/// <summary>
/// Reads images by their content, whatever their name says: PNG of every kind, JPEG, WebP, BMP, GIF (its first frame), ICO
/// and TIFF, upright by their EXIF orientation. Its errors say what is wrong; the caller adds the file.
/// </summary>
public static class ImageDecoder
{
    /// <summary>More pixels than this are not read: a small file can announce what fills the memory.</summary>
    public const long MostPixels = 64_000_000;

    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".bmp", ".gif", ".ico", ".tif", ".tiff"];

    /// <summary>Whether a file is an image by its name.</summary>
    public static bool IsImageName(string file) => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    /// <param name="file">The whole file.</param>
    /// <param name="side">Pixels a side that are needed: a JPEG is decoded at the smallest of its scales that has half as many again; 0 for all.</param>
    /// <exception cref="InvalidDataException">It is no image that is read, a damaged one, or too large; the message lacks the file's name.</exception>
    public static Raster Decode(byte[] file, int side = 0) => Decode(file, side, _ => { });

    /// <inheritdoc cref="Decode(byte[], int)"/>
    /// <param name="file">The whole file.</param>
    /// <param name="side">Pixels a side that are needed.</param>
    /// <param name="announce">Is told how many pixels there will be, before there is memory for them.</param>
    internal static Raster Decode(byte[] file, int side, Action<long> announce)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Length == 0) throw new InvalidDataException("is empty");
        if (file.AsSpan().StartsWith(PngFormat.Signature)) return DecodePng(file, announce);
        return TiffDecoder.Recognises(file) ? TiffDecoder.Decode(file, announce) : SkiaDecoder.Decode(file, side, announce);
    }

    internal static void RequireRoom(int width, int height)
    {
        if ((long)width * height > MostPixels)
            throw new InvalidDataException($"has {width}×{height} pixels; {MostPixels / 1_000_000} million are read at most");
    }

    // Skia keeps eight bits of a grey file with sixteen and does not look at the orientation of a PNG.
    private static Raster DecodePng(byte[] file, Action<long> announce)
    {
        using var start = new MemoryStream(file, writable: false);
        var announced = PngDecoder.ReadShape(start);
        RequireRoom(announced.Width, announced.Height);
        announce((long)announced.Width * announced.Height);
        return PngDecoder.DecodeRaster(file);
    }
}
