using System.Security.Cryptography;

namespace EfficientMnist.Datasets;

/// <summary>Images of one shape in one block of memory, without labels. Immutable; safe to share between threads.</summary>
public sealed class ImageSet
{
    private readonly Lazy<string> _contentHash;

    /// <param name="shape">Size of every image.</param>
    /// <param name="pixels">Unsigned bytes, image × channel × row × column. Not copied; must not change afterwards.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the image size.</exception>
    public ImageSet(ImageShape shape, ReadOnlyMemory<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Channels < 1 || shape.Height < 1 || shape.Width < 1)
            throw new ArgumentException($"An image needs at least one channel, row and column, not {shape}.", nameof(shape));
        if (pixels.Length % shape.Pixels != 0)
            throw new ArgumentException($"{pixels.Length} bytes are no whole number of {shape} images of {shape.Pixels} bytes.", nameof(pixels));
        Shape = shape;
        Pixels = pixels;
        Count = pixels.Length / shape.Pixels;
        _contentHash = new Lazy<string>(() => Convert.ToHexStringLower(SHA256.HashData(Pixels.Span)));
    }

    /// <param name="shape">Size of every image.</param>
    /// <param name="pixels">As of the other constructor.</param>
    /// <param name="contentHash">Of the pixels, known already.</param>
    internal ImageSet(ImageShape shape, ReadOnlyMemory<byte> pixels, string contentHash)
        : this(shape, pixels) => _contentHash = new Lazy<string>(contentHash);

    public ImageShape Shape { get; }

    public int Count { get; }

    /// <summary>All pixels, image × channel × row × column.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>SHA-256 of <see cref="Pixels"/> in lower-case hex, computed at first use.</summary>
    public string ContentHash => _contentHash.Value;

    /// <summary>The pixels of one image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no image of that number.</exception>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(index), index, $"Image {index} is outside 0 … {Count - 1}.");
            return Pixels.Span.Slice(index * Shape.Pixels, Shape.Pixels);
        }
    }

    /// <summary>A copy of the images with these numbers, in this order; repetition is allowed.</summary>
    public ImageSet Select(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var selected = new byte[checked(indices.Count * Shape.Pixels)];
        for (var i = 0; i < indices.Count; i++)
            this[indices[i]].CopyTo(selected.AsSpan(i * Shape.Pixels));
        return new ImageSet(Shape, selected);
    }

    /// <summary>Images <paramref name="start"/> … <paramref name="start"/> + <paramref name="count"/> − 1, without copying.</summary>
    public ImageSet Slice(int start, int count)
    {
        if (start < 0 || count < 0 || start > Count - count)
            throw new ArgumentOutOfRangeException(nameof(start), $"Images {start} … {start + (long)count - 1} are outside 0 … {Count - 1}.");
        return new ImageSet(Shape, Pixels.Slice(start * Shape.Pixels, count * Shape.Pixels));
    }
}
