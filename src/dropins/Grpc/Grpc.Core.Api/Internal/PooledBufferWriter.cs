using System.Buffers;

namespace Grpc.Core.Internal;

internal sealed class PooledBufferWriter : IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer;

    public PooledBufferWriter(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, 256));

    public int Count { get; private set; }

    public Span<byte> WrittenSpan => _buffer.AsSpan(0, Count);

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Count);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_buffer.Length - Count));
        Count += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _buffer.AsMemory(Count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _buffer.AsSpan(Count);
    }

    public void EnsureFree(int size)
    {
        size = Math.Max(size, 1);
        if (_buffer.Length - Count >= size)
            return;

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Count + size, (int)Math.Min(2L * _buffer.Length, Array.MaxLength)));
        _buffer.AsSpan(0, Count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    public void Dispose()
    {
        if (_buffer.Length == 0)
            return;

        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Count = 0;
    }
}
