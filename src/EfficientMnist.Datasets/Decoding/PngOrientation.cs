using System.Buffers.Binary;

namespace EfficientMnist.Datasets.Decoding;

/// <summary>The orientation that an eXIf chunk tells.</summary>
internal static class PngOrientation
{
    private const int Upright = 1;
    private const int Entry = 12;
    private const ushort Tag = 0x0112;

    /// <summary>1 to 8 as in EXIF; 1 where the chunk tells none.</summary>
    public static int Of(ReadOnlySpan<byte> exif)
    {
        if (exif.Length < 8) return Upright;
        var isLittle = exif.StartsWith("II"u8);
        var first = Number(exif[4..], 4, isLittle);
        if (first > exif.Length - 2) return Upright;
        var directory = exif[(int)first..];
        var entries = Number(directory, 2, isLittle);
        for (var i = 0; i < entries && 2 + ((i + 1) * Entry) <= directory.Length; i++)
        {
            var entry = directory[(2 + (i * Entry))..];
            if (Number(entry, 2, isLittle) == Tag) return (int)Number(entry[8..], 2, isLittle);
        }
        return Upright;
    }

    private static uint Number(ReadOnlySpan<byte> bytes, int length, bool isLittle) => (length, isLittle) switch
    {
        (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (2, false) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        (_, true) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt32BigEndian(bytes),
    };
}
