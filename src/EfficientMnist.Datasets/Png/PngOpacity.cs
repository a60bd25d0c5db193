using System.Buffers.Binary;

namespace EfficientMnist.Datasets.Png;

/// <summary>What the transparent pixels of a file become: a blend with a background, or a refusal.</summary>
internal sealed class PngOpacity
{
    private const byte Opaque = 255;

    private readonly byte? _background;
    private readonly byte[] _ofColours;
    private readonly int[] _key;

    /// <param name="header">Of the file.</param>
    /// <param name="transparency">Content of the tRNS chunk; empty where there is none.</param>
    /// <param name="background">Grey that shows through; null: transparent pixels are refused.</param>
    public PngOpacity(PngHeader header, byte[] transparency, byte? background)
    {
        _background = background;
        var isPalette = header.Colour == PngFormat.Palette;
        _ofColours = isPalette ? transparency : [];
        _key = isPalette ? [] : [.. Enumerable.Range(0, transparency.Length / 2).Select(i => (int)BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * i)))];
        if (!isPalette && transparency.Length > 0 && (transparency.Length != 2 * header.Samples || header.Samples is not (1 or 3)))
            throw new InvalidDataException($"has a damaged tRNS chunk of {transparency.Length} bytes");
    }

    /// <summary>Whether one colour of the file, grey or RGB, is transparent.</summary>
    public bool HasKey => _key.Length > 0;

    public bool IsKey(params ReadOnlySpan<int> samples) => samples.SequenceEqual(_key);

    public byte OfColour(int number) => number < _ofColours.Length ? _ofColours[number] : Opaque;

    public byte Blend(byte value, byte alpha)
    {
        if (alpha == Opaque) return value;
        if (_background is not { } background) throw new InvalidDataException("has transparent pixels; flatten it on a background first");
        return (byte)(((value * alpha) + (background * (Opaque - alpha)) + (Opaque / 2)) / Opaque);
    }
}
