using EfficientMnist.Datasets;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>Makes of images and their latents the views that a learner's classifier sees.</summary>
internal sealed class ViewMaker
{
    private const int HistogramDimensions = 512;
    private const int PatchDimensions = 384;

    private readonly HogView? _histograms;
    private readonly PatchView? _patches;
    private readonly string _choice;

    /// <param name="choice">One of <see cref="ViewChoice"/>.</param>
    /// <param name="pool">The images whose statistics are taken; not looked at where latents alone are wanted.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    public ViewMaker(string choice, ImageSet? pool, CancellationToken cancellationToken)
    {
        _choice = choice;
        var views = ViewChoice.Of(choice);
        if (views.Contains(ViewChoice.Histograms))
            _histograms = HogView.Of(pool ?? throw NoImages(), new HogOptions(), HistogramDimensions, cancellationToken);
        if (views.Contains(ViewChoice.Patches))
            _patches = PatchView.Of(pool ?? throw NoImages(), new PatchOptions(), PatchDimensions, cancellationToken);
    }

    /// <summary>Their names, in their order.</summary>
    public IReadOnlyList<string> Names => ViewChoice.Of(_choice);

    /// <summary>Null where histograms are no view.</summary>
    public HogView? Histograms => _histograms;

    /// <summary>Null where patches are no view.</summary>
    public PatchView? Patches => _patches;

    /// <summary>The views of the pool as one space.</summary>
    public JointViews Join(IReadOnlyList<FeatureMatrix> poolViews) => JointViews.Weighted(poolViews, ViewChoice.WeightsOf(_choice));

    /// <summary>The same of a pool that is kept some images at a time (<see cref="JointViews.Kept"/>).</summary>
    public JointViews JoinInParts(IReadOnlyList<FeatureMatrix> sample, Func<Func<IReadOnlyList<FeatureMatrix>, FeatureMatrix>, FeatureRows> keep) =>
        JointViews.Kept(sample, ViewChoice.WeightsOf(_choice), keep);

    /// <summary>The views of any images, in the order of <see cref="Join"/>.</summary>
    public IReadOnlyList<FeatureMatrix> Of(ImageSet? images, FeatureMatrix? latents, CancellationToken cancellationToken) =>
        [.. ViewChoice.Of(_choice).Select(view => view switch
        {
            ViewChoice.Histograms => _histograms!.Compute(images ?? throw NoImages(), cancellationToken),
            ViewChoice.Patches => _patches!.Compute(images ?? throw NoImages(), cancellationToken),
            ViewChoice.Latents => latents ?? throw NoLatents(),
            _ => throw new ArgumentException($"There is no view '{view}'; choose one of {string.Join(", ", ViewChoice.All)}."),
        })];

    private ArgumentException NoImages() =>
        new($"The views '{_choice}' are made of the images: give those, or choose views={ViewChoice.Latents}.");

    private ArgumentException NoLatents() =>
        new($"The views '{_choice}' have an encoder's latents in them: give those of the images, or choose views={ViewChoice.WithoutEncoder}.");
}
