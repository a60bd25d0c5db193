using EfficientMnist.Datasets;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>Makes of images and their latents the views that a learner's classifier sees.</summary>
internal sealed class ViewMaker
{
    private const int HistogramDimensions = 512;

    // Histograms twice the latents, together as much as two views: before they were reduced, 90.1 % of images held back instead of 89.9 % with equal weights.
    private static readonly double[] ViewWeights = [4.0 / 3, 2.0 / 3];

    private readonly HogView? _histograms;
    private readonly string _choice;

    /// <param name="choice">One of <see cref="ViewChoice"/>.</param>
    /// <param name="pool">The images whose statistics are taken; not looked at where no histograms are wanted.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    public ViewMaker(string choice, ImageSet? pool, CancellationToken cancellationToken)
    {
        _choice = choice;
        if (ViewChoice.NeedsImages(choice))
            _histograms = HogView.Of(pool ?? throw NoImages(), new HogOptions(), HistogramDimensions, cancellationToken);
    }

    /// <summary>The views of the pool as one space.</summary>
    public static JointViews Join(IReadOnlyList<FeatureMatrix> poolViews) =>
        JointViews.Weighted(poolViews, poolViews.Count == 1 ? [ViewWeights.Sum()] : ViewWeights);

    /// <summary>The views of any images, in the order of <see cref="Join"/>.</summary>
    public IReadOnlyList<FeatureMatrix> Of(ImageSet? images, FeatureMatrix? latents, CancellationToken cancellationToken)
    {
        List<FeatureMatrix> views = [];
        if (_histograms is not null)
            views.Add(_histograms.Compute(images ?? throw NoImages(), cancellationToken));
        if (_choice != ViewChoice.Histograms)
            views.Add(latents ?? throw new ArgumentException($"The views '{_choice}' have an encoder's latents in them: give those of the images, or choose views={ViewChoice.Histograms}."));
        return views;
    }

    private ArgumentException NoImages() =>
        new($"The views '{_choice}' have gradient histograms in them: give the images, or choose views={ViewChoice.Latents}.");
}
