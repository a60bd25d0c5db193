namespace EfficientMnist.Learning.Estimation;

/// <summary>
/// Wilson's score interval of a share (1927): with z the normal quantile, (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n).
/// It keeps close to its confidence for few labels and for shares near 1, where p ± z·s does not.
/// </summary>
public static class WilsonInterval
{
    /// <param name="share">The share p seen, 0 … 1.</param>
    /// <param name="count">How many draws it was seen in; a fraction where draws of unequal weight are worth that many equal ones.</param>
    /// <param name="confidence">Of the two-sided interval, above 0 and at most 0.9999.</param>
    public static (double Low, double High) Of(double share, double count, double confidence)
    {
        if (!(share >= 0 && share <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share lies between 0 and 1.");
        if (!(count > 0))
            throw new ArgumentOutOfRangeException(nameof(count), count, "An interval needs draws.");
        if (!(confidence > 0 && confidence <= 0.9999))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence is above 0 and at most 0.9999.");
        var z = NormalQuantile.Of(0.5 + confidence / 2);
        var scale = 1 + z * z / count;
        var middle = (share + z * z / (2 * count)) / scale;
        var half = z * Math.Sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / scale;
        // Exact at the ends, where rounding would leave the share itself outside.
        return (share == 0 ? 0 : middle - half, share == 1 ? 1 : middle + half);
    }
}
