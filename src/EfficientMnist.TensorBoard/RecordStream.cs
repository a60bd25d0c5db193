using System.Buffers.Binary;

namespace EfficientMnist.TensorBoard;

/// <summary>TFRecord framing: length (8 bytes, little-endian), its checksum (4), the data, its checksum (4).</summary>
internal static class RecordStream
{
    public static void Write(Stream stream, ReadOnlySpan<byte> data)
    {
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(header, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], MaskedCrc.Of(header[..8]));
        stream.Write(header);
        stream.Write(data);
        Span<byte> footer = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(footer, MaskedCrc.Of(data));
        stream.Write(footer);
    }
}
