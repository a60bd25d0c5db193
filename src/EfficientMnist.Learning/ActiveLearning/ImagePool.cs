using EfficientMnist.Datasets;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Propagation;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>
/// The unlabelled images that a learner chooses among, as its classifier and its strategies see them, and the test images if
/// there are any. Nothing in it changes, so that learners share it, from several threads as well.
/// </summary>
public sealed class ImagePool
{
    private const int RowsAtOnce = 4_096;

    private readonly ViewMaker _maker;
    private readonly Lock _gate = new();
    private readonly Dictionary<NeighbourhoodOptions, Alike> _alike = [];

    private ImagePool(ViewMaker maker, FeatureRows latents, JointViews views, FeatureMatrix test) =>
        (_maker, Latents, Views, Test) = (maker, latents, views, test);

    /// <summary>How many images there are; they are named 0 to Count − 1.</summary>
    public int Count => Latents.Rows;

    /// <summary>Makes the views.</summary>
    internal ViewMaker Maker => _maker;

    /// <summary>One row per image [pool, latent], in which strategies that look for diversity measure distances.</summary>
    public FeatureRows Latents { get; }

    /// <summary>What the classifier sees of the pool: its views, scaled and side by side.</summary>
    public JointViews Views { get; }

    /// <summary>The same of the test images; no rows without any.</summary>
    public FeatureMatrix Test { get; }

    /// <summary>A pool of images, seen through gradient histograms; with an encoder's latents, through these and patches besides (<see cref="ViewChoice.Standard"/>).</summary>
    /// <param name="images">The images.</param>
    /// <param name="latents">One row per image, such as of <see cref="Encoders.TrainedEncoder"/>; null without an encoder.</param>
    /// <param name="cancellationToken">Ends the computation: 60,000 images take about a minute.</param>
    public static ImagePool Of(ImageSet images, FeatureMatrix? latents = null, CancellationToken cancellationToken = default) =>
        Of(latents is null ? ViewChoice.Histograms : ViewChoice.Standard, images, latents, cancellationToken);

    /// <summary>A pool of anything that has features: latents, or a table.</summary>
    /// <param name="features">One row each.</param>
    public static ImagePool Of(FeatureMatrix features) => Of(ViewChoice.Latents, images: null, features);

    /// <summary>A pool seen through the views chosen.</summary>
    /// <param name="views">One of <see cref="ViewChoice"/>.</param>
    /// <param name="images">The images; null where latents alone are wanted.</param>
    /// <param name="latents">One row per image; null where no latents are wanted, and strategies then go by the first view.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    /// <exception cref="ArgumentException">There are no such views, or what they are made of is missing or of another number of images.</exception>
    public static ImagePool Of(string views, ImageSet? images, FeatureMatrix? latents, CancellationToken cancellationToken = default)
    {
        RequireViews(views);
        var maker = new ViewMaker(views, images, cancellationToken);
        var poolViews = maker.Of(images, latents, cancellationToken);
        var joint = maker.Join(poolViews);
        var seen = latents ?? poolViews[0];
        return seen.Rows == joint.Pool.Rows
            ? new ImagePool(maker, seen, joint, new FeatureMatrix(0, joint.Pool.Columns))
            : throw new ArgumentException($"{joint.Pool.Rows} images and {seen.Rows} latents do not belong together.", nameof(latents));
    }

    /// <summary>
    /// The same, of any number of images: the views of more than <see cref="FeatureRows.MostInMemory"/> are made some images at a time, scaled by
    /// the statistics of images spread evenly over the pool, and kept in files that go with the pool.
    /// </summary>
    /// <param name="views">One of <see cref="ViewChoice"/>.</param>
    /// <param name="images">The images; null where latents alone are wanted.</param>
    /// <param name="latents">One row per image; null where no latents are wanted, and strategies then go by the first view.</param>
    /// <param name="folder">Where the files lie: two bytes for each number of each view.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    /// <exception cref="ArgumentException">There are no such views, or what they are made of is missing or of another number of images.</exception>
    /// <exception cref="IOException">A file cannot be written, such as where the disk is full.</exception>
    public static ImagePool Of(string views, ImageSet? images, FeatureRows? latents, string folder, CancellationToken cancellationToken = default) =>
        (images?.Count ?? latents?.Rows ?? 0) <= FeatureRows.MostInMemory ? Of(views, images, latents?.InMemory(), cancellationToken) : InFiles(views, images, latents, folder, cancellationToken);

    /// <summary>The same pool with test images, for which a learner predicts.</summary>
    /// <param name="images">The test images; null where the views are latents alone.</param>
    /// <param name="latents">Their latents; null where the views have none in them.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    public ImagePool WithTest(ImageSet? images, FeatureMatrix? latents = null, CancellationToken cancellationToken = default) =>
        new(_maker, Latents, Views, See(images, latents, cancellationToken));

    /// <summary>Any images of the same shape as a classifier on this pool sees them, one row each.</summary>
    /// <param name="images">The images; null where the views are latents alone.</param>
    /// <param name="latents">Their latents; null where the views have none in them.</param>
    /// <param name="cancellationToken">Ends the computation.</param>
    /// <exception cref="ArgumentException">What the views are made of is missing or does not fit.</exception>
    public FeatureMatrix See(ImageSet? images, FeatureMatrix? latents = null, CancellationToken cancellationToken = default) =>
        Views.Transform(_maker.Of(images, latents, cancellationToken));

    /// <summary>Finds which images are alike, once for all learners: it takes longer than all their rounds together, and is done when first needed.</summary>
    /// <param name="options">What counts as alike.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public void FindNeighbours(NeighbourhoodOptions options, CancellationToken cancellationToken = default) => AlikeBy(options, cancellationToken);

    internal Alike AlikeBy(NeighbourhoodOptions options, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_alike.TryGetValue(options, out var alike))
            {
                var pool = Neighbourhood.Of(Views.Pool, options, cancellationToken);
                _alike[options] = alike = new Alike(pool, Test.Rows == 0 ? new Links(options.Neighbours, [], []) : pool.LinksOf(Test, cancellationToken));
            }
            return alike;
        }
    }

    /// <summary>What <see cref="Of(string, ImageSet?, FeatureRows?, string, CancellationToken)"/> makes of many images, of any number.</summary>
    internal static ImagePool InFiles(string views, ImageSet? images, FeatureRows? latents, string folder, CancellationToken cancellationToken)
    {
        RequireViews(views);
        var count = images?.Count ?? latents!.Rows;
        if (latents is not null && latents.Rows != count)
            throw new ArgumentException($"{count} images and {latents.Rows} latents do not belong together.", nameof(latents));
        var maker = new ViewMaker(views, images, cancellationToken);
        var sample = maker.Of(images is null ? null : PoolComponents.Sample(images), latents?.Sample(PoolComponents.RowsForStatistics), cancellationToken);
        var joint = maker.JoinInParts(sample, join => StoredRows.Write(folder, count, sample.Sum(view => view.Columns), Parts().Select(join)));
        FeatureRows seen = latents is null ? new FirstColumns(joint.Pool, sample[0].Columns) : latents as StoredRows ?? StoredRows.Write(folder, latents);
        return new ImagePool(maker, seen, joint, new FeatureMatrix(0, joint.Pool.Columns));

        IEnumerable<IReadOnlyList<FeatureMatrix>> Parts()
        {
            for (var start = 0; start < count; start += RowsAtOnce)
            {
                var rows = Math.Min(RowsAtOnce, count - start);
                yield return maker.Of(images?.Slice(start, rows), latents?.Slice(start, rows), cancellationToken);
            }
        }
    }

    private static void RequireViews(string views)
    {
        if (!ViewChoice.All.Contains(views))
            throw new ArgumentException($"There are no views '{views}'; choose one of {string.Join(", ", ViewChoice.All)}.", nameof(views));
    }

    /// <param name="Pool">Which images of the pool are alike.</param>
    /// <param name="Test">The links of the test images to the pool.</param>
    internal sealed record Alike(Neighbourhood Pool, Links Test);
}
