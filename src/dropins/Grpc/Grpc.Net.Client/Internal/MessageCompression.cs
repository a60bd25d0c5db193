using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Internal;

internal static class MessageCompression
{
    public const string Identity = "identity";

    public static readonly IReadOnlyList<ICompressionProvider> DefaultProviders = [new GzipCompressionProvider(CompressionLevel.Fastest)];

    public static ICompressionProvider? Find(IReadOnlyList<ICompressionProvider> providers, ReadOnlySpan<char> encoding)
    {
        foreach (var provider in providers)
        {
            if (encoding.Equals(provider.EncodingName, StringComparison.Ordinal))
                return provider;
        }

        return null;
    }

    public static string AcceptEncoding(IReadOnlyList<ICompressionProvider> providers)
        => string.Join(',', providers.Select(provider => provider.EncodingName).Prepend(Identity));

    public static Action<ReadOnlyMemory<byte>, IBufferWriter<byte>> Compressor(ICompressionProvider provider, CompressionLevel? level)
        => (message, target) =>
        {
            using var stream = provider.CreateCompressionStream(new BufferWriterStream(target), level);
            stream.Write(message.Span);
        };

    // Never inflates beyond the limit, whatever a small message claims to contain.
    public static PooledBufferWriter Decompress(ICompressionProvider provider, in ReadOnlySequence<byte> message, int? maxSize)
    {
        var output = new PooledBufferWriter((int)Math.Min(4 * message.Length, 64 * 1024));
        try
        {
            using var stream = provider.CreateDecompressionStream(new SequenceStream(message));
            while (true)
            {
                var read = stream.Read(output.GetSpan(4096));
                if (read == 0)
                    return output;

                output.Advance(read);
                if (output.Count > maxSize)
                    throw Frame.ReceivedTooLarge(output.Count, maxSize);
            }
        }
        catch (InvalidDataException exception)
        {
            output.Dispose();
            throw new RpcException(new Status(StatusCode.Internal, $"The message is not valid {provider.EncodingName}.", exception));
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }
}
