using EfficientMnist.Datasets.Files;
using EfficientMnist.Datasets.Png;

namespace EfficientMnist.Datasets.Import;

/// <summary>One of the user's files, scaled, in as many channels as its content needs.</summary>
public static class ImportedImage
{
    // A small file can announce pixels that fill the memory.
    private const long MostPixels = 64_000_000;

    /// <summary>A further image, made as those of an imported data set were.</summary>
    /// <param name="path">A PNG file of any size.</param>
    /// <param name="import">How they were made.</param>
    /// <returns>Channel × row × column in the data set's shape.</returns>
    /// <exception cref="InvalidDataException">The file is no intact PNG; the message names it.</exception>
    public static byte[] ReadLike(string path, ImportOptions import)
    {
        ArgumentNullException.ThrowIfNull(import);
        var image = Read(path, import);
        var channels = import.Channels ?? (image.Length > import.Size * import.Size ? 3 : 1);
        var pixels = new byte[channels * import.Size * import.Size];
        Write(image, channels, pixels);
        return pixels;
    }

    /// <returns>One plane where the image is grey, whatever its format; else three.</returns>
    /// <exception cref="InvalidDataException">The file is no intact PNG; the message names it.</exception>
    internal static byte[] Read(string path, ImportOptions options)
    {
        try
        {
            var file = File.ReadAllBytes(path);
            using var start = new MemoryStream(file, writable: false);
            var announced = PngDecoder.ReadShape(start);
            if ((long)announced.Height * announced.Width > MostPixels)
                throw new InvalidDataException($"has {announced.Width}×{announced.Height} pixels; {MostPixels / 1_000_000} million are read at most");
            var (shape, pixels) = PngDecoder.Decode(file, options.Background);
            if (shape.Channels == 3 && IsGrey(pixels))
                (shape, pixels) = (shape with { Channels = 1 }, pixels[..(pixels.Length / 3)]);
            return ImageScaler.ToSquare(pixels, shape, options.Size, options.Fit);
        }
        catch (InvalidDataException error)
        {
            throw Damaged.Image(path, error.Message.TrimEnd('.'), error);
        }
    }

    /// <summary>Writes the image with that many channels: grey in all three of them, colours as their brightness (BT.601).</summary>
    internal static void Write(ReadOnlySpan<byte> image, int channels, Span<byte> target)
    {
        var plane = target.Length / channels;
        if (image.Length == target.Length)
        {
            image.CopyTo(target);
        }
        else if (channels == 3)
        {
            for (var c = 0; c < 3; c++) image.CopyTo(target[(c * plane)..]);
        }
        else
        {
            for (var i = 0; i < plane; i++)
                target[i] = (byte)(((299 * image[i]) + (587 * image[plane + i]) + (114 * image[(2 * plane) + i]) + 500) / 1000);
        }
    }

    private static bool IsGrey(ReadOnlySpan<byte> pixels)
    {
        var plane = pixels.Length / 3;
        return pixels[..plane].SequenceEqual(pixels[plane..(2 * plane)]) && pixels[..plane].SequenceEqual(pixels[(2 * plane)..]);
    }
}
