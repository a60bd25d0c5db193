using System.Buffers;

namespace StackExchange.Redis;

/// <summary>A reply held in a pooled array, given back on dispose.</summary>
public sealed class Lease<T> : IMemoryOwner<T>
{
    private T[]? array;

    private Lease(T[] array, int length)
    {
        this.array = array;
        Length = length;
    }

    public static Lease<T> Empty { get; } = new([], 0);

    public int Length { get; }

    public Memory<T> Memory => new(Rented, 0, Length);

    public Span<T> Span => new(Rented, 0, Length);

    public ArraySegment<T> ArraySegment => new(Rented, 0, Length);

    private T[] Rented => array ?? throw new ObjectDisposedException(nameof(Lease<>));

    public static Lease<T> Create(int length, bool clear = true)
    {
        if (length == 0)
            return Empty;
        var rented = ArrayPool<T>.Shared.Rent(length);
        if (clear)
            Array.Clear(rented, 0, length);
        return new(rented, length);
    }

    public void Dispose()
    {
        if (Length == 0)
            return;
        if (Interlocked.Exchange(ref array, null) is { } rented)
            ArrayPool<T>.Shared.Return(rented);
    }
}
