using System.Buffers.Binary;
using System.IO.Hashing;

namespace Drills.Readers;

/// <summary>Makes checksums of mutated files right again.</summary>
internal static class Checksums
{
    private const int Signature = 8;

    /// <summary>Of every chunk: length, type, content, CRC-32 of the latter two.</summary>
    public static void OfPng(byte[] file)
    {
        for (var at = Signature; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
                return;
            var content = file.AsSpan(at + 4, 4 + (int)length);
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), Crc32.HashToUInt32(content));
            at += 12 + (int)length;
        }
    }
}
