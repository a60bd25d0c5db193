using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Training;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Embeddings;

/// <summary>
/// Principal components of the pixels (Pearson, 1901), those of the largest variance first; each points where its largest
/// entry is positive. Exact: the eigenvectors of the covariance of all images, in double precision.
/// </summary>
internal sealed class PcaRecipe : IClosedFormRecipe
{
    public const string Name = "pca";

    private const int RowsAtOnce = 2048;

    // The covariance of so many values takes 1.2 GB in double precision, and its eigenvectors a few times that.
    private const int MostValues = 12_288;

    private readonly PcaOptions _options;

    public PcaRecipe(PcaOptions options, ImageShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        _options = PcaOptions.Table.Checked(options);
        if (_options.Latent > shape.Pixels)
            throw Refusal.InvalidField("latent", $"encoder {Name}: latent='{_options.Latent}' must be at most {shape.Pixels}, the values of an image of {shape}.");
        Shape = shape;
    }

    public string Kind => Name;

    public IReadOnlyDictionary<string, string> Options => PcaOptions.Table.Describe(_options);

    public ImageShape Shape { get; }

    public int Latent => _options.Latent;

    public TrainingPlan Plan { get; } = new(Epochs: 1, BatchSize: 1, LearningRate: 0, WeightDecay: 0, WarmupSteps: 0);

    public void CheckTrainable(ImageSet images)
    {
        if (Shape.Pixels > MostValues)
            throw Refusal.Invalid($"encoder {Name} takes images of at most {MostValues:N0} values (3×64×64), those of {Shape} have {Shape.Pixels:N0}: its memory grows with their square. Import them at a smaller size, or choose encoder.kind=ae.");
    }

    public EncoderModel Build(Random random) => new PcaModel(Shape, Latent);

    public EncoderModel Restore(IReadOnlyDictionary<string, Safetensors.Entry> weights) => new PcaModel(Shape, Latent);

    public EncoderModel Solve(ImageSet images, long seed, Action<double> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (sum, products) = (zeros(Shape.Pixels, dtype: ScalarType.Float64), zeros(Shape.Pixels, Shape.Pixels, dtype: ScalarType.Float64));
        for (var start = 0; start < images.Count; start += RowsAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var part = NewDisposeScope();
            var rows = Rows(images, start, Math.Min(RowsAtOnce, images.Count - start)).to(ScalarType.Float64);
            sum.add_(rows.sum([0]));
            products.add_(rows.t().matmul(rows));
            // The eigenvectors are the other half of the work.
            progress(0.5 * (start + rows.shape[0]) / images.Count);
        }
        var mean = sum / images.Count;
        var vectors = linalg.eigh(products / images.Count - mean.unsqueeze(1).matmul(mean.unsqueeze(0))).Item2;     // ascending
        var leading = vectors.narrow(1, Shape.Pixels - Latent, Latent).flip(1).t();                               // [latent, p]
        var largest = leading.gather(1, leading.abs().argmax(1).unsqueeze(1));
        var model = new PcaModel(Shape, Latent);
        model.Set(mean.to(ScalarType.Float32), (leading * largest.sign()).to(ScalarType.Float32));
        progress(1);
        return model;
    }

    /// <summary>Pixels in 0 … 1, float32 [count, p].</summary>
    internal static Tensor Rows(ImageSet images, int start, int count) =>
        Pixels.Scale(tensor(images.Pixels.Span.Slice(start * images.Shape.Pixels, count * images.Shape.Pixels).ToArray()).view(count, images.Shape.Pixels));
}
