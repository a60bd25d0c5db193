namespace EfficientMnist.Datasets.Decoding;

/// <summary>Numbers of the PNG specification (ISO/IEC 15948).</summary>
internal static class PngFormat
{
    public const byte Grey = 0;
    public const byte Rgb = 2;
    public const byte Palette = 3;
    public const byte GreyAlpha = 4;
    public const byte RgbAlpha = 6;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Samples of one pixel in the file.</summary>
    public static int Samples(byte colour) => colour switch
    {
        Grey or Palette => 1,
        GreyAlpha => 2,
        Rgb => 3,
        RgbAlpha => 4,
        _ => throw new InvalidDataException($"has the unknown colour type {colour}"),
    };

    public static bool DepthAllowed(byte colour, byte depth) => colour switch
    {
        Grey => depth is 1 or 2 or 4 or 8 or 16,
        Palette => depth is 1 or 2 or 4 or 8,
        _ => depth is 8 or 16,
    };
}
