using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Classifier.Features;

/// <summary>Makes of images and their latents the views that a run's classifier sees.</summary>
internal sealed class ViewMaker
{
    private const int HogDimensions = 512;
    private static readonly HogOptions HogOfRuns = new();

    // Histograms twice the latents, together as much as two views: before they were reduced, 90.1 % of images held back instead of 89.9 % with equal weights.
    private static readonly double[] ViewWeights = [4.0 / 3, 2.0 / 3];

    private readonly HogView? _histograms;
    private readonly bool _withLatents;

    /// <param name="choice">One of <see cref="ViewChoice"/>.</param>
    /// <param name="pool">Whose statistics are taken; not looked at where no histograms are wanted.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    public ViewMaker(string choice, ImageSet? pool, CancellationToken cancellationToken)
    {
        _histograms = pool is null ? null : HogView.Of(pool, HogOfRuns, HogDimensions, cancellationToken);
        _withLatents = choice != ViewChoice.Histograms;
    }

    /// <summary>Whether a choice needs the images themselves.</summary>
    public static bool NeedsImages(string choice) => choice != ViewChoice.Latents;

    /// <summary>The views of the pool as one space.</summary>
    public static JointViews Join(IReadOnlyList<FeatureMatrix> poolViews) =>
        JointViews.Weighted(poolViews, poolViews.Count == 1 ? [ViewWeights.Sum()] : ViewWeights);

    /// <summary>The views of any images, in the order of <see cref="Join"/>.</summary>
    public IReadOnlyList<FeatureMatrix> Of(ImageSet? images, FeatureMatrix latents, CancellationToken cancellationToken)
    {
        List<FeatureMatrix> views = [];
        if (_histograms is not null)
            views.Add(_histograms.Compute(images ?? throw new ArgumentNullException(nameof(images)), cancellationToken));
        if (_withLatents)
            views.Add(latents);
        return views;
    }
}
