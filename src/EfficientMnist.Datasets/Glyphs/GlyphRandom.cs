namespace EfficientMnist.Datasets.Glyphs;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine and for ever, which System.Random does not promise.</summary>
internal sealed class GlyphRandom(ulong state)
{
    private ulong _state = state;

    /// <summary>A generator of its own for each image, so that images can be drawn in any order.</summary>
    public static GlyphRandom For(ulong seed, DatasetSplit split, int index)
    {
        var mixer = new GlyphRandom(seed ^ ((ulong)split << 32));
        return new GlyphRandom(mixer.Next() + ((ulong)index * 0xD1342543DE82EF95UL));
    }

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => low + (int)((Next() >> 33) % (ulong)(high - low + 1));

    public bool Chance(int percent) => Between(0, 99) < percent;

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
