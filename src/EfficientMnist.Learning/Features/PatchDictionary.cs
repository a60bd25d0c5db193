using EfficientMnist.Datasets;
using EfficientMnist.Learning.Clustering;
using EfficientMnist.Learning.Randomness;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Features;

/// <summary>
/// Small patches that occur again and again in a pool, and images described by how near their own patches are to them (Coates,
/// Ng and Lee, 2011, An analysis of single-layer networks in unsupervised feature learning): patches are normalised in
/// brightness and contrast and whitened (ZCA); large images are shrunk before; the dictionary are the centres of their k-means; a patch at distances dₖ from
/// the centres has the features max(0, mean(d) − dₖ), which are averaged over the cells of a grid. Their square roots are
/// what an image is. Needs no training and no labels; all channels of a patch count.
/// </summary>
internal sealed class PatchDictionary
{
    private const int ImagesForPatches = 10_000;
    private const int Patches = 100_000;
    // Images above this side are looked at every second pixel, above twice of it every third, …
    private const int DensestSide = 32;
    // Of 192 centres: the distances of so many patches are 25 MB.
    private const int PatchesAtOnce = 32_768;
    // Of pixels in 0 … 1: a patch of even colour stays near zero instead of being blown up to noise.
    internal const double ContrastFloor = 10 / (255.0 * 255.0);
    private const double WhiteningFloor = 0.1;

    private readonly ImageShape _shape;
    private readonly int _shrunk;
    private readonly int _side;
    private readonly int _grid;
    private readonly int _stride;
    private readonly int _down;
    private readonly int _across;
    private readonly FeatureMatrix _whitening;      // [patch, patch], symmetric
    private readonly FeatureMatrix _mean;           // [1, patch]
    private readonly FeatureMatrix _centres;        // [centres, patch]

    /// <summary>Learns the dictionary of at most 100,000 patches of 10,000 images, spread evenly over the pool.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public PatchDictionary(ImageSet pool, PatchOptions options, CancellationToken cancellationToken)
    {
        options.Validated();
        _shape = pool.Shape;
        _shrunk = _shape.Magnification;
        var (height, width) = (_shape.Height / _shrunk, _shape.Width / _shrunk);
        _side = Math.Min(options.Side, Math.Min(height, width));
        _stride = (Math.Max(height, width) + DensestSide - 1) / DensestSide;
        (_down, _across) = ((height - _side) / _stride + 1, (width - _side) / _stride + 1);
        _grid = Math.Min(options.Grid, Math.Min(_down, _across));

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var random = SeededRandom.Create(0, "patches");
        var patches = Draw(PoolComponents.Sample(pool, ImagesForPatches), random, cancellationToken);     // [n, patch]
        var mean = patches.mean([0], keepdim: true);
        var centred = (patches - mean).to(float64);
        var (variances, directions) = linalg.eigh(centred.t().matmul(centred) / patches.shape[0]);
        var whitening = directions.mul((variances.clamp_min(0) + WhiteningFloor).rsqrt()).matmul(directions.t()).to(float32);
        var white = (patches - mean).matmul(whitening);
        var (_, centres) = KMeans.Cluster(white, (int)Math.Min(options.Centres, white.shape[0]), random);
        (_mean, _whitening, _centres) = (mean.ToMatrix(), whitening.ToMatrix(), centres.ToMatrix());
    }

    /// <summary>
    /// Side of the squares of pixels that are averaged before all else, 1 for small images; side of a patch, pixels from one patch
    /// to the next, and cells of the grid in a row.
    /// </summary>
    public (int Shrunk, int Side, int Stride, int Grid) Geometry => (_shrunk, _side, _stride, _grid);

    /// <summary>Whitens normalised patches from the right: [patch, patch].</summary>
    public FeatureMatrix Whitening => _whitening;

    /// <summary>The mean of normalised patches: [1, patch].</summary>
    public FeatureMatrix Mean => _mean;

    /// <summary>The centres of whitened patches: [centres, patch].</summary>
    public FeatureMatrix Centres => _centres;

    /// <summary>How many features an image has.</summary>
    public int Columns => _grid * _grid * _centres.Rows;

    /// <summary>Writes the features of images over a matrix of as many rows: cell after cell of the grid, the centres of each.</summary>
    public void Write(ImageSet images, FeatureMatrix features, CancellationToken cancellationToken)
    {
        if (images.Shape != _shape)
            throw new ArgumentException($"The patches are of images of {_shape}, not of {images.Shape}.", nameof(images));
        using var noGrad = no_grad();
        using var outer = NewDisposeScope();
        var (whitening, mean, centres) = (_whitening.ToTensor(), _mean.ToTensor(), _centres.ToTensor());
        var offset = mean.matmul(whitening);                                                       // [1, patch]
        var squares = (centres * centres).sum(1).unsqueeze(0);                                     // [1, k]
        var atOnce = Math.Max(1, PatchesAtOnce / (_down * _across));
        for (var start = 0; start < images.Count; start += atOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var part = images.Slice(start, Math.Min(atOnce, images.Count - start));
            var white = Normalised(part).matmul(whitening).sub_(offset);                           // [b · places, patch]
            var distances = squares.addmm(white, centres.t(), 1, -2).add_((white * white).sum(1, keepdim: true)).clamp_min_(0).sqrt_();
            var near = (distances.mean([1], keepdim: true) - distances).clamp_min_(0);            // [b · places, k]
            var maps = near.view(part.Count, _down, _across, _centres.Rows).permute(0, 3, 1, 2);
            var cells = nn.functional.adaptive_avg_pool2d(maps, [_grid, _grid]).permute(0, 2, 3, 1);
            cells.contiguous().sqrt_().data<float>().CopyTo(features.Array, start * features.Columns);
        }
    }

    // Some patches of each image; those of the images in turn, so that a small pool gives as many as it has.
    private Tensor Draw(ImageSet images, Random random, CancellationToken cancellationToken)
    {
        var places = _down * _across;
        var each = Math.Min(places, (Patches + images.Count - 1) / images.Count);
        var atOnce = Math.Max(1, PatchesAtOnce / places);
        List<Tensor> drawn = [];
        for (var start = 0; start < images.Count; start += atOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var part = images.Slice(start, Math.Min(atOnce, images.Count - start));
            long[] rows = [.. Enumerable.Range(0, part.Count).SelectMany(image => Enumerable.Range(0, each).Select(_ => (long)image * places + random.Next(places)))];
            drawn.Add(Normalised(part).index_select(0, tensor(rows)).MoveToOuterDisposeScope());
        }
        return cat(drawn);
    }

    // All patches of some images, [images · places, channels · side · side], each of mean 0 and about unit variance.
    private Tensor Normalised(ImageSet images)
    {
        using var scope = NewDisposeScope();
        var pixels = tensor(images.Pixels.ToArray()).to(float32).div_(255).view(images.Count, _shape.Channels, _shape.Height, _shape.Width);
        if (_shrunk > 1)
            pixels = nn.functional.avg_pool2d(pixels, _shrunk);
        var patches = nn.functional.unfold(pixels, _side, 1, 0, _stride).transpose(1, 2).reshape(images.Count * _down * _across, -1);
        patches = patches - patches.mean([1], keepdim: true);
        return patches.mul_((patches * patches).mean([1], keepdim: true).add_(ContrastFloor).rsqrt_()).MoveToOuterDisposeScope();
    }
}
