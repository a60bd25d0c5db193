using System.Buffers;

namespace Grpc.Core.Internal;

// Valid during the deserializer's call only: the bytes belong to the transport.
internal sealed class SequenceDeserializationContext : DeserializationContext
{
    private ReadOnlySequence<byte> _payload;

    public override int PayloadLength => (int)_payload.Length;

    public T Deserialize<T>(in ReadOnlySequence<byte> payload, Func<DeserializationContext, T> deserializer)
    {
        _payload = payload;
        try
        {
            return deserializer(this);
        }
        finally
        {
            _payload = default;
        }
    }

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;
}
