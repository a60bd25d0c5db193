using Google.Protobuf;

namespace EfficientMnist.Contracts.Topology;

/// <summary>A file as parts that fit into messages.</summary>
public static class FileParts
{
    // Below the limit of a message.
    private const int PartBytes = 1 << 20;

    /// <summary>The parts in their order; the file must not change until they are sent.</summary>
    public static IEnumerable<ByteString> Of(ReadOnlyMemory<byte> file)
    {
        for (var start = 0; start < file.Length; start += PartBytes)
            yield return UnsafeByteOperations.UnsafeWrap(file.Slice(start, Math.Min(PartBytes, file.Length - start)));
    }
}
