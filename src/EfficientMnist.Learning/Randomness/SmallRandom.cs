namespace EfficientMnist.Learning.Randomness;

/// <summary>A generator for hundreds of millions of draws (xorshift64*, Marsaglia 2003 and Vigna 2016), started by a seeded one.</summary>
internal sealed class SmallRandom(Random start)
{
    private ulong _state = (ulong)start.NextInt64() | 1;

    /// <summary>0 … <paramref name="count"/> − 1.</summary>
    public int Next(int count)
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        // The upper bits, scaled instead of divided.
        return (int)(((_state * 0x2545F4914F6CDD1D) >> 32) * (ulong)count >> 32);
    }
}
