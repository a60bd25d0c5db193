namespace EfficientMnist.Learning.Stopping;

/// <summary>Agreement of two classifiers beyond chance (Cohen, 1960): (p_o − p_e) / (1 − p_e), 1 for equal predictions.</summary>
public static class CohenKappa
{
    /// <param name="first">Predicted classes of one classifier, from 0.</param>
    /// <param name="second">Those of the other, for the same images.</param>
    /// <exception cref="ArgumentException">Different lengths, or none.</exception>
    public static double Of(IReadOnlyList<int> first, IReadOnlyList<int> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count || first.Count == 0)
            throw new ArgumentException($"{first.Count} and {second.Count} predictions cannot be compared.");
        var classes = Math.Max(first.Max(), second.Max()) + 1;
        var (a, b) = (new double[classes], new double[classes]);
        var equal = 0.0;
        for (var i = 0; i < first.Count; i++)
        {
            a[first[i]]++;
            b[second[i]]++;
            if (first[i] == second[i])
                equal++;
        }
        var count = (double)first.Count;
        var byChance = a.Zip(b, (x, y) => x / count * (y / count)).Sum();
        // Both predict one and the same class everywhere: undefined by the formula, yet nothing has changed.
        return byChance >= 1 ? 1 : (equal / count - byChance) / (1 - byChance);
    }
}
