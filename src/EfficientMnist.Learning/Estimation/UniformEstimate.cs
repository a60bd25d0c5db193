namespace EfficientMnist.Learning.Estimation;

/// <summary>Accuracy from images drawn uniformly at random: the share predicted right, with Wilson's interval.</summary>
public static class UniformEstimate
{
    public const string Kind = "uniform";

    /// <param name="images">The validation images so far, at least one.</param>
    /// <param name="confidence">Of the interval.</param>
    public static AccuracyEstimate Of(IReadOnlyList<ValidatedImage> images, double confidence)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
            throw new ArgumentException("Without validation labels there is no estimate.", nameof(images));
        var accuracy = (double)images.Count(image => image.Right) / images.Count;
        var (low, high) = WilsonInterval.Of(accuracy, images.Count, confidence);
        return new AccuracyEstimate { Kind = Kind, Accuracy = accuracy, Low = low, High = high, Labels = images.Count, Confidence = confidence };
    }
}
