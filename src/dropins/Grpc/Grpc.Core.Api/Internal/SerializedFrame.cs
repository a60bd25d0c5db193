using System.Buffers;

namespace Grpc.Core.Internal;

// Serializes one message behind its frame header into a pooled buffer.
internal sealed class SerializedFrame : SerializationContext, IDisposable
{
    private readonly int? _maxSize;
    private PooledBufferWriter? _writer;

    private SerializedFrame(int? maxSize) => _maxSize = maxSize;

    public ReadOnlyMemory<byte> Bytes => _writer!.WrittenMemory;

    private PooledBufferWriter Writer => _writer ?? Start(0);

    // `compress` gets the message and where to put its compressed form.
    public static SerializedFrame Create<T>(T message, Marshaller<T> marshaller, int? maxSize, Action<ReadOnlyMemory<byte>, IBufferWriter<byte>>? compress)
    {
        var frame = new SerializedFrame(maxSize);
        try
        {
            marshaller.ContextualSerializer(message, frame);
            var writer = frame.Writer;
            frame.CheckSize(writer.Count - Frame.HeaderSize);
            if (compress is not null)
                frame.Compress(compress);
            Frame.WriteHeader(frame.Writer.WrittenSpan, compress is not null, frame.Writer.Count - Frame.HeaderSize);
            return frame;
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        CheckSize(payloadLength);
        if (_writer is null)
            Start(payloadLength);
    }

    public override IBufferWriter<byte> GetBufferWriter() => Writer;

    public override void Complete()
    {
    }

    public override void Complete(byte[] payload)
    {
        CheckSize(payload.Length);
        (_writer ?? Start(payload.Length)).Write(payload);
    }

    public void Dispose() => _writer?.Dispose();

    private void CheckSize(int length)
    {
        if (length > _maxSize)
            throw Frame.SentTooLarge(length, _maxSize.Value);
    }

    private PooledBufferWriter Start(int payloadLength)
    {
        _writer = new PooledBufferWriter(payloadLength + Frame.HeaderSize);
        _writer.Advance(Frame.HeaderSize);
        return _writer;
    }

    private void Compress(Action<ReadOnlyMemory<byte>, IBufferWriter<byte>> compress)
    {
        using var plain = _writer!;
        Start(plain.Count);
        compress(plain.WrittenMemory[Frame.HeaderSize..], _writer!);
    }
}
