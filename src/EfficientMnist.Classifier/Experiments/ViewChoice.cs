namespace EfficientMnist.Classifier.Experiments;

/// <summary>What a run's classifier sees of an image.</summary>
internal static class ViewChoice
{
    /// <summary>Gradient histograms beside the encoder's latents.</summary>
    public const string Both = "both";

    /// <summary>The latents alone: what comes of a run is the encoder's work and the classifier's.</summary>
    public const string Latents = "latents";

    /// <summary>The histograms alone; the encoder has a say only in strategies that look for diversity.</summary>
    public const string Histograms = "histograms";

    public static IReadOnlyList<string> All { get; } = [Both, Latents, Histograms];
}
