namespace EfficientMnist.Learning.Randomness;

/// <summary>Draws with unequal chances.</summary>
internal static class WeightedDraw
{
    /// <summary>An index drawn with a chance proportional to its weight; the last one where all weights are 0.</summary>
    public static int NextIndex(this Random random, ReadOnlySpan<float> weights)
    {
        var total = 0.0;
        foreach (var weight in weights)
            total += weight;
        var target = total * random.NextDouble();
        var last = weights.Length - 1;
        for (var i = 0; i < weights.Length; i++)
        {
            target -= weights[i];
            if (target < 0)
                return i;
            if (weights[i] > 0)
                last = i;
        }
        // Rounding has left a rest, or there was nothing to draw from.
        return last;
    }
}
