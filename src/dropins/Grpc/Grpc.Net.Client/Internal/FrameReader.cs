using System.Buffers;
using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Internal;

// Reads frames from a response. One read usually brings the whole of a small message.
internal sealed class FrameReader(Stream stream, int? maxSize, ICompressionProvider? compression) : IDisposable
{
    private const int InitialSize = 8 * 1024;

    private readonly SequenceDeserializationContext _deserialization = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _start;
    private int _end;

    // False at the end of the stream.
    public async ValueTask<(bool Found, T? Message)> ReadAsync<T>(Func<DeserializationContext, T> deserializer, CancellationToken cancellationToken)
    {
        while (_end - _start < Frame.HeaderSize)
        {
            if (await FillAsync(Frame.HeaderSize, cancellationToken).ConfigureAwait(false))
                continue;

            return _end == _start ? (false, default) : throw Frame.Incomplete();
        }

        var length = Frame.ReadHeader(_buffer.AsSpan(_start, Frame.HeaderSize), maxSize, out var compressed);
        while (_end - _start < Frame.HeaderSize + length)
        {
            if (!await FillAsync(Frame.HeaderSize + length, cancellationToken).ConfigureAwait(false))
                throw Frame.Incomplete();
        }

        var payload = new ReadOnlySequence<byte>(_buffer, _start + Frame.HeaderSize, length);
        var message = Deserialize(payload, compressed, deserializer);
        _start += Frame.HeaderSize + length;
        return (true, message);
    }

    public void Dispose()
    {
        if (_buffer.Length == 0)
            return;

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
    }

    private async ValueTask<bool> FillAsync(int needed, CancellationToken cancellationToken)
    {
        MakeRoom(needed);
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }

    private void MakeRoom(int needed)
    {
        if (_start == _end)
            _start = _end = 0;
        if (_buffer.Length - _start >= needed && _end < _buffer.Length)
            return;

        var target = needed > _buffer.Length ? ArrayPool<byte>.Shared.Rent(needed) : _buffer;
        _buffer.AsSpan(_start, _end - _start).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _end -= _start;
        _start = 0;
    }

    private T Deserialize<T>(in ReadOnlySequence<byte> payload, bool compressed, Func<DeserializationContext, T> deserializer)
    {
        if (!compressed)
            return _deserialization.Deserialize(payload, deserializer);

        if (compression is null)
            throw Frame.Failure(StatusCode.Internal, "The response has a compressed message but names no grpc-encoding.");
        using var plain = MessageCompression.Decompress(compression, payload, maxSize);
        return _deserialization.Deserialize(new ReadOnlySequence<byte>(plain.WrittenMemory), deserializer);
    }
}
