using System.Runtime.CompilerServices;
using EfficientMnist.Datasets.Decoding;

namespace EfficientMnist.Datasets.Import;

/// <summary>
/// One image at the size of its data set, before it is known what the whole set decides: how many channels, what ground
/// shows through, how many bits a deep grey has.
/// </summary>
internal sealed class ScaledImage
{
    private const byte Opaque = 255;

    private readonly byte[] _pixels; // in front of black, where something shows through
    private readonly ushort[]? _wide;
    private readonly byte[]? _alpha;
    private readonly Func<ScaledImage>? _again;

    private ScaledImage(byte[] pixels, ushort[]? wide, byte[]? alpha) => (_pixels, _wide, _alpha) = (pixels, wide, alpha);

    private ScaledImage(ScaledImage known, Func<ScaledImage> again)
        : this([], null, null) => (_again, IsGrey, Peak, Drawn, Plane) = (again, known.IsGrey, known.Peak, known.Drawn, known.Plane);

    public required ImageShape Original { get; init; }

    public bool IsGrey { get; private init; }

    /// <summary>The largest sample of a file with 16 bits; 0 for others.</summary>
    public int Peak { get; private init; }

    /// <summary>What is seen of an image with transparent pixels: the sum of its levels, and how many pixels they count for; 0 for others.</summary>
    public (double Light, double Weight) Drawn { get; private init; }

    private int Plane { get; init; }

    /// <summary>The image in a file; decoded where there is room for its pixels, of which none are kept but those of its size.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="options">Size and fit.</param>
    /// <param name="room">Bounds the pixels that are decoded at a time.</param>
    /// <exception cref="InvalidDataException">It is no image that is read, a damaged one, or too large; the message lacks the file's name.</exception>
    public static ScaledImage OfFile(byte[] file, ImportOptions options, DecodingRoom room)
    {
        using var place = room.Begin();
        return Decoded(file, options, place);
    }

    /// <param name="raster">The image; grey ones are kept as one plane, whatever the format of the file.</param>
    /// <param name="options">Size and fit.</param>
    public static ScaledImage Of(Raster raster, ImportOptions options)
    {
        var image = raster.IsGrey ? raster.Grey() : raster;
        var (size, fit) = (options.Size, options.Fit);
        var alpha = image.Alpha is null ? null : ImageScaler.ToSquare<byte>(image.Alpha, image.Shape with { Channels = 1 }, size, fit);
        var pixels = ImageScaler.ToSquare<byte>(image.OnGround(0), image.Shape, size, fit);
        var wide = image is { Wide: not null, Alpha: null } ? ImageScaler.ToSquare<ushort>(image.Wide, image.Shape, size, fit) : null;
        return new ScaledImage(pixels, wide, alpha)
        {
            Original = raster.Shape,
            IsGrey = pixels.Length == size * size,
            Plane = size * size,
            Peak = image is { Wide: not null, Alpha: null } ? image.Wide.Max() : 0,
            Drawn = alpha is null ? default : (pixels.Sum(level => (double)level) * alpha.Length / pixels.Length, alpha.Sum(level => level / (double)Opaque)),
        };
    }

    /// <summary>
    /// An image of a source that has its pixels in memory already: what the data set is decided by is kept, and the pixels are scaled
    /// again when they are written.
    /// </summary>
    public static ScaledImage OfMemory(Func<ScaledImage> scale)
    {
        var known = scale();
        return new ScaledImage(known, scale) { Original = known.Original };
    }

    /// <summary>Writes the image with that many channels: grey in all three of them, colours as their brightness (BT.601).</summary>
    /// <param name="channels">1 or 3.</param>
    /// <param name="ground">The grey that shows through.</param>
    /// <param name="bits">Bits of a deep grey that are in use; the brightest of them becomes 255.</param>
    /// <param name="target">Channel × row × column.</param>
    public void Write(int channels, byte ground, int bits, Span<byte> target)
    {
        if (_again is not null)
        {
            _again().Write(channels, ground, bits, target);
            return;
        }
        var image = Flat(ground, bits);
        if (image.Length == target.Length)
        {
            image.CopyTo(target);
        }
        else if (channels == 3)
        {
            for (var c = 0; c < 3; c++) image.CopyTo(target[(c * Plane)..]);
        }
        else
        {
            for (var i = 0; i < Plane; i++)
                target[i] = (byte)(((299 * image[i]) + (587 * image[Plane + i]) + (114 * image[(2 * Plane) + i]) + 500) / 1000);
        }
    }

    // On a frame of its own, so that nothing holds the decoded pixels when their place is left.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ScaledImage Decoded(byte[] file, ImportOptions options, DecodingRoom.Place place) => Of(ImageDecoder.Decode(file, options.Size, place.Take), options);

    private byte[] Flat(byte ground, int bits)
    {
        if (_wide is not null)
        {
            var most = (1 << bits) - 1;
            return Array.ConvertAll(_wide, sample => (byte)Math.Min(Opaque, ((sample * Opaque) + (most / 2)) / most));
        }
        if (_alpha is null || ground == 0) return _pixels;
        var flat = new byte[_pixels.Length];
        for (var i = 0; i < flat.Length; i++)
            flat[i] = (byte)Math.Min(Opaque, _pixels[i] + (((ground * (Opaque - _alpha[i % Plane])) + (Opaque / 2)) / Opaque));
        return flat;
    }
}
