namespace EfficientMnist.Datasets.Decoding;

/// <summary>One decoded image, upright: planes of samples, and how opaque each pixel is.</summary>
public sealed class Raster
{
    private const byte Opaque = 255;

    /// <param name="shape">The size, with 1 (grey) or 3 (red, green, blue) channels.</param>
    /// <param name="pixels">Channel × row × column, unsigned bytes; of a file with 16 bits the upper eight.</param>
    public Raster(ImageShape shape, byte[] pixels) => (Shape, Pixels) = (shape, pixels);

    public ImageShape Shape { get; }

    public byte[] Pixels { get; }

    /// <summary>The same with all 16 bits; null where the file has no more than eight.</summary>
    public ushort[]? Wide { get; init; }

    /// <summary>Row × column, 255 where nothing shows through; null where the whole image is opaque.</summary>
    public byte[]? Alpha { get; init; }

    /// <summary>Whether red, green and blue are the same everywhere.</summary>
    public bool IsGrey => Shape.Channels == 1 || (SamePlanes<byte>(Pixels) && (Wide is null || SamePlanes<ushort>(Wide)));

    /// <summary>The image as bytes in front of a ground; opaque ones are not copied.</summary>
    /// <param name="ground">The grey that shows through; null refuses an image with transparent pixels.</param>
    /// <exception cref="InvalidDataException">There are transparent pixels and no ground.</exception>
    public byte[] OnGround(byte? ground)
    {
        if (Alpha is null) return Pixels;
        if (ground is not { } grey) throw new InvalidDataException("has transparent pixels; flatten it on a background first");
        var plane = Alpha.Length;
        var flat = new byte[Pixels.Length];
        for (var i = 0; i < flat.Length; i++)
        {
            var alpha = Alpha[i % plane];
            flat[i] = (byte)(((Pixels[i] * alpha) + (grey * (Opaque - alpha)) + (Opaque / 2)) / Opaque);
        }
        return flat;
    }

    /// <summary>The image with its first plane only.</summary>
    internal Raster Grey()
    {
        var plane = Shape.Height * Shape.Width;
        return Shape.Channels == 1 ? this : new Raster(Shape with { Channels = 1 }, Pixels[..plane]) { Wide = Wide?[..plane], Alpha = Alpha };
    }

    /// <summary>The image turned as an EXIF orientation of 1 to 8 asks for; others leave it as it is.</summary>
    internal Raster Turned(int orientation)
    {
        if (orientation is < 2 or > 8) return this;
        var swaps = orientation >= 5;
        var turned = swaps ? Shape with { Height = Shape.Width, Width = Shape.Height } : Shape;
        return new Raster(turned, Turn(Pixels, Shape, orientation))
        {
            Wide = Wide is null ? null : Turn(Wide, Shape, orientation),
            Alpha = Alpha is null ? null : Turn(Alpha, Shape with { Channels = 1 }, orientation),
        };
    }

    private static T[] Turn<T>(T[] source, ImageShape shape, int orientation)
    {
        var (height, width) = (shape.Height, shape.Width);
        var swaps = orientation >= 5;
        var (newHeight, newWidth) = swaps ? (width, height) : (height, width);
        var target = new T[source.Length];
        for (var c = 0; c < shape.Channels; c++)
        {
            var plane = c * height * width;
            for (var y = 0; y < newHeight; y++)
            {
                for (var x = 0; x < newWidth; x++)
                {
                    // Where the pixel that is now in column x and row y stands in the file.
                    var (fromX, fromY) = orientation switch
                    {
                        2 => (width - 1 - x, y),
                        3 => (width - 1 - x, height - 1 - y),
                        4 => (x, height - 1 - y),
                        5 => (y, x),
                        6 => (y, height - 1 - x),
                        7 => (width - 1 - y, height - 1 - x),
                        _ => (width - 1 - y, x),
                    };
                    target[plane + (y * newWidth) + x] = source[plane + (fromY * width) + fromX];
                }
            }
        }
        return target;
    }

    private static bool SamePlanes<T>(ReadOnlySpan<T> pixels)
        where T : IEquatable<T>
    {
        var plane = pixels.Length / 3;
        return pixels[..plane].SequenceEqual(pixels[plane..(2 * plane)]) && pixels[..plane].SequenceEqual(pixels[(2 * plane)..]);
    }
}
