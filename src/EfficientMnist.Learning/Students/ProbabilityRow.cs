namespace EfficientMnist.Learning.Students;

/// <summary>Arithmetic on one row of probabilities.</summary>
internal static class ProbabilityRow
{
    /// <summary>softmax(scale · scores).</summary>
    public static void Softmax(ReadOnlySpan<float> scores, double scale, Span<float> result)
    {
        var largest = float.NegativeInfinity;
        foreach (var score in scores)
            largest = Math.Max(largest, score);
        for (var c = 0; c < result.Length; c++)
            result[c] = (float)Math.Exp(scale * (scores[c] - largest));
        Normalise(result);
    }

    /// <summary>Makes the row sum to 1.</summary>
    public static void Normalise(Span<float> row)
    {
        var sum = 0.0;
        foreach (var value in row)
            sum += value;
        for (var c = 0; c < row.Length; c++)
            row[c] = (float)(row[c] / sum);
    }
}
