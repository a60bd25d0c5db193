using System.Buffers.Binary;

namespace EfficientMnist.Datasets.Decoding;

/// <summary>How opaque the pixels of a file are by its tRNS chunk.</summary>
internal sealed class PngOpacity
{
    public const byte Opaque = 255;

    private readonly byte[] _ofColours;
    private readonly int[] _key;

    /// <param name="header">The header of the file.</param>
    /// <param name="transparency">Content of the tRNS chunk; empty where there is none.</param>
    public PngOpacity(PngHeader header, byte[] transparency)
    {
        var isPalette = header.Colour == PngFormat.Palette;
        _ofColours = isPalette ? transparency : [];
        _key = isPalette ? [] : [.. Enumerable.Range(0, transparency.Length / 2).Select(i => (int)BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * i)))];
        if (!isPalette && transparency.Length > 0 && (transparency.Length != 2 * header.Samples || header.Samples is not (1 or 3)))
            throw new InvalidDataException($"has a damaged tRNS chunk of {transparency.Length} bytes");
    }

    /// <summary>Whether one colour of the file, grey or RGB, is transparent.</summary>
    public bool HasKey => _key.Length > 0;

    public byte OfSamples(params ReadOnlySpan<int> samples) => HasKey && samples.SequenceEqual(_key) ? (byte)0 : Opaque;

    public byte OfColour(int number) => number < _ofColours.Length ? _ofColours[number] : Opaque;
}
