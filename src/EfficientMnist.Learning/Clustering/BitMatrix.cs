using System.Numerics;

namespace EfficientMnist.Learning.Clustering;

/// <summary>Which of n images each of n images has in its neighbourhood, one bit each: 12 MB for 10,000.</summary>
internal sealed class BitMatrix(int size)
{
    private readonly int _words = (size + 63) / 64;
    private readonly ulong[] _bits = new ulong[(long)size * ((size + 63) / 64)];

    public int Size => size;

    /// <summary>Sets the bits of a row where the value reaches the threshold.</summary>
    public void Set(int row, ReadOnlySpan<float> values, float threshold)
    {
        var bits = Row(row);
        for (var column = 0; column < values.Length; column++)
        {
            if (values[column] >= threshold)
                bits[column >> 6] |= 1UL << column;
        }
    }

    /// <summary>How many bits a row shares with the mask.</summary>
    public int CountIn(int row, ReadOnlySpan<ulong> mask)
    {
        var bits = Row(row);
        var count = 0;
        for (var word = 0; word < bits.Length; word++)
            count += BitOperations.PopCount(bits[word] & mask[word]);
        return count;
    }

    /// <summary>Takes the bits of a row out of the mask.</summary>
    public void Remove(int row, Span<ulong> mask)
    {
        var bits = Row(row);
        for (var word = 0; word < bits.Length; word++)
            mask[word] &= ~bits[word];
    }

    /// <summary>A mask of those for which the condition holds.</summary>
    public ulong[] Mask(Func<int, bool> condition)
    {
        var mask = new ulong[_words];
        for (var column = 0; column < size; column++)
        {
            if (condition(column))
                mask[column >> 6] |= 1UL << column;
        }
        return mask;
    }

    private Span<ulong> Row(int row) => _bits.AsSpan(row * _words, _words);
}
