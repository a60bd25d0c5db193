using System.Buffers.Binary;
using System.Numerics;

namespace EfficientMnist.TensorBoard;

/// <summary>The checksum of TFRecord files: CRC32C (Castagnoli), turned by 15 bits and shifted, so that checksums of checksums are no trouble.</summary>
public static class MaskedCrc
{
    private const uint Mask = 0xa282ead8;

    public static uint Of(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        while (data.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }
        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);
        crc = ~crc;
        return BitOperations.RotateRight(crc, 15) + Mask;
    }
}
