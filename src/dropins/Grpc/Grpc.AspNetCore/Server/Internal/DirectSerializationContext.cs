using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.AspNetCore.Server.Internal;

// Serializes straight into the transport's buffers when the length is known before, which it is with protobuf.
internal sealed class DirectSerializationContext(PipeWriter body, int? maxSize) : SerializationContext
{
    private PooledBufferWriter? _unsized;
    private bool _sized;

    public override void SetPayloadLength(int payloadLength)
    {
        WriteHeader(payloadLength);
        _sized = true;
    }

    public override IBufferWriter<byte> GetBufferWriter() => _sized ? body : _unsized ??= new PooledBufferWriter(0);

    public override void Complete()
    {
        if (!_sized)
            WriteAll(_unsized is null ? [] : _unsized.WrittenSpan);
        _unsized?.Dispose();
        _unsized = null;
        _sized = false;
    }

    public override void Complete(byte[] payload)
    {
        if (_sized)
            body.Write(payload);
        else
            WriteAll(payload);
        _sized = false;
    }

    private void WriteAll(ReadOnlySpan<byte> payload)
    {
        WriteHeader(payload.Length);
        body.Write(payload);
    }

    private void WriteHeader(int length)
    {
        if (length > maxSize)
            throw Frame.SentTooLarge(length, maxSize.Value);

        Frame.WriteHeader(body.GetSpan(Frame.HeaderSize), compressed: false, length);
        body.Advance(Frame.HeaderSize);
    }
}
