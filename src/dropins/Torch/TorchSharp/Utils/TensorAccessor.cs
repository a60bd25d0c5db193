using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>Typed access to the elements of a tensor in its logical order.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly Tensor _tensor;
    private readonly T* _data;
    private readonly long[] _sizes;
    private readonly long[] _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(Tensor tensor)
    {
        var info = tensor.Info();
        if (sizeof(T) != info.ElementSize)
        {
            throw new ArgumentException($"{typeof(T).Name} is not compatible with {tensor.dtype}");
        }

        // An alias keeps the memory while this accessor lives, whatever scope disposes the tensor meanwhile.
        _tensor = tensor.alias().DetachFromDisposeScope();
        _data = (T*)info.Data;
        _sizes = tensor.shape;
        _strides = tensor.stride();
        _contiguous = info.Contiguous != 0;
        Count = info.Elements;
    }

    public long Count { get; }

    public T this[params long[] indices]
    {
        get
        {
            var value = _data[Offset(indices)];
            GC.KeepAlive(this);
            return value;
        }

        set
        {
            _data[Offset(indices)] = value;
            GC.KeepAlive(this);
        }
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        ArgumentNullException.ThrowIfNull(array);
        CopyTo(array.AsSpan(arrayIndex), tensorIndex);
    }

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array[arrayIndex..], tensorIndex);

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        for (var i = arrayIndex; i < array.Length && tensorIndex < Count; i++, tensorIndex++)
        {
            _data[Linear(tensorIndex)] = array[i];
        }

        GC.KeepAlive(this);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0L; i < Count; i++)
        {
            yield return At(i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _tensor.Dispose();

    internal T At(long index)
    {
        var value = _data[Linear(index)];
        GC.KeepAlive(this);
        return value;
    }

    private void CopyTo(Span<T> target, long from)
    {
        var length = (int)Math.Min(target.Length, Count - from);
        if (_contiguous)
        {
            new ReadOnlySpan<T>(_data + from, length).CopyTo(target);
        }
        else
        {
            for (var i = 0; i < length; i++)
            {
                target[i] = _data[Linear(from + i)];
            }
        }

        GC.KeepAlive(this);
    }

    private long Linear(long index)
    {
        if (_contiguous)
        {
            return index;
        }

        var offset = 0L;
        for (var d = _sizes.Length - 1; d >= 0; d--)
        {
            (index, var position) = Math.DivRem(index, _sizes[d]);
            offset += position * _strides[d];
        }

        return offset;
    }

    private long Offset(long[] indices)
    {
        if (indices.Length == 1)
        {
            return indices[0] < 0 || indices[0] >= Count ? throw new ArgumentOutOfRangeException(nameof(indices)) : Linear(indices[0]);
        }

        var offset = 0L;
        for (var d = 0; d < indices.Length; d++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)indices[d], (ulong)_sizes[d]);
            offset += indices[d] * _strides[d];
        }

        return offset;
    }
}
