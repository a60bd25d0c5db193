using System.Buffers.Binary;

namespace Grpc.Core.Internal;

// A message on the wire: one byte of flags (bit 0: compressed), four bytes of length (big-endian), the message.
internal static class Frame
{
    public const int HeaderSize = 5;

    public static void WriteHeader(Span<byte> header, bool compressed, int length)
    {
        header[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
    }

    // Throws before a single byte of the message is buffered.
    public static int ReadHeader(ReadOnlySpan<byte> header, int? maxSize, out bool compressed)
    {
        compressed = header[0] switch
        {
            0 => false,
            1 => true,
            var flag => throw Failure(StatusCode.Internal, $"Unexpected compressed flag value {flag} in message header."),
        };
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > (uint)(maxSize ?? Array.MaxLength))
            throw ReceivedTooLarge(length, maxSize);

        return (int)length;
    }

    public static RpcException ReceivedTooLarge(long length, int? maxSize)
        => Failure(StatusCode.ResourceExhausted, $"Received message of {length} bytes exceeds the maximum configured message size of {maxSize ?? Array.MaxLength} bytes.");

    public static RpcException SentTooLarge(long length, int maxSize)
        => Failure(StatusCode.ResourceExhausted, $"Sending message of {length} bytes exceeds the maximum configured message size of {maxSize} bytes.");

    public static RpcException Incomplete() => Failure(StatusCode.Internal, "Incomplete message.");

    public static RpcException Failure(StatusCode code, string detail) => new(new Status(code, detail));
}
