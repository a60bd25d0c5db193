namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>What a learner's classifier sees of an image.</summary>
public static class ViewChoice
{
    /// <summary>Gradient histograms beside the encoder's latents.</summary>
    public const string Both = "both";

    /// <summary>The latents alone: what comes of a run is the encoder's work and the classifier's.</summary>
    public const string Latents = "latents";

    /// <summary>The histograms alone; the encoder has a say only in strategies that look for diversity.</summary>
    public const string Histograms = "histograms";

    /// <summary>All choices.</summary>
    public static IReadOnlyList<string> All { get; } = [Both, Latents, Histograms];

    /// <summary>Whether a choice needs the images themselves.</summary>
    public static bool NeedsImages(string choice) => choice != Latents;
}
