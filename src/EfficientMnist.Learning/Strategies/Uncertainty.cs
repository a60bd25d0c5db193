namespace EfficientMnist.Learning.Strategies;

/// <summary>How unsure one row of class probabilities is.</summary>
public static class Uncertainty
{
    /// <summary>p₁ − p₂, the likeliest class against the second; 1 for a single class.</summary>
    public static double Margin(ReadOnlySpan<float> probabilities)
    {
        var (first, second) = (float.NegativeInfinity, float.NegativeInfinity);
        foreach (var p in probabilities)
        {
            if (p > first)
                (first, second) = (p, first);
            else if (p > second)
                second = p;
        }
        return probabilities.Length < 2 ? 1 : first - second;
    }

    /// <summary>p₁, the probability of the likeliest class.</summary>
    public static double Largest(ReadOnlySpan<float> probabilities)
    {
        var largest = 0f;
        foreach (var p in probabilities)
            largest = Math.Max(largest, p);
        return largest;
    }

    /// <summary>−Σ p·ln p, in nats.</summary>
    public static double Entropy(ReadOnlySpan<float> probabilities)
    {
        var entropy = 0.0;
        foreach (var p in probabilities)
        {
            if (p > 0)
                entropy -= p * Math.Log(p);
        }
        return entropy;
    }
}
