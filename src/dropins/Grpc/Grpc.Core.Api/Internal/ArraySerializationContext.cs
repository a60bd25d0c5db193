using System.Buffers;

namespace Grpc.Core.Internal;

internal sealed class ArraySerializationContext : SerializationContext
{
    private ArrayBufferWriter<byte>? _writer;
    private byte[]? _payload;

    public static byte[] Serialize<T>(T value, Action<T, SerializationContext> serializer)
    {
        var context = new ArraySerializationContext();
        serializer(value, context);
        return context._payload ?? throw new InvalidOperationException("The serializer did not complete the message.");
    }

    public override void Complete(byte[] payload) => _payload = payload;

    public override IBufferWriter<byte> GetBufferWriter() => _writer ??= new ArrayBufferWriter<byte>();

    public override void SetPayloadLength(int payloadLength) => _writer ??= payloadLength > 0 ? new ArrayBufferWriter<byte>(payloadLength) : null;

    public override void Complete() => _payload = _writer?.WrittenSpan.ToArray() ?? [];
}
