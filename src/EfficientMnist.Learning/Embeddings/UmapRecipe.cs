using EfficientMnist.Datasets;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Projection;
using EfficientMnist.Learning.Projection.Umap;
using EfficientMnist.Learning.Training;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Embeddings;

/// <summary>
/// UMAP of the pixels (<see cref="UmapProjection"/>) in any number of dimensions, with distances in their 256 leading
/// principal components. Images that were not there are placed by their neighbours.
/// </summary>
internal sealed class UmapRecipe : IClosedFormRecipe
{
    public const string Name = "umap";

    private const int Directions = 256;

    // The search for neighbours and the layout take about as long.
    private const double SearchShare = 0.5;

    private readonly UmapEncoderOptions _options;

    public UmapRecipe(UmapEncoderOptions options, ImageShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        _options = UmapEncoderOptions.Table.Checked(options);
        Shape = shape;
    }

    public string Kind => Name;

    public IReadOnlyDictionary<string, string> Options => UmapEncoderOptions.Table.Describe(_options);

    public ImageShape Shape { get; }

    public int Latent => _options.Latent;

    public TrainingPlan Plan { get; } = new(Epochs: 1, BatchSize: 1, LearningRate: 0, WeightDecay: 0, WarmupSteps: 0);

    public EncoderModel Build(Random random) => throw new InvalidOperationException("An embedding by UMAP is computed from images.");

    public EncoderModel Restore(IReadOnlyDictionary<string, Safetensors.Entry> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return weights.TryGetValue("pool", out var pool)
            ? new UmapModel(Shape.Pixels, (int)pool.Shape[1], (int)pool.Shape[0], _options)
            : throw new InvalidDataException("The checkpoint holds no embedding by UMAP: it was written by another version. Delete it to compute it anew.");
    }

    public EncoderModel Solve(ImageSet images, long seed, Action<double> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        var directions = Math.Min(Directions, Shape.Pixels);
        // Before the scope, at whose end its tensors would be disposed.
        var model = new UmapModel(Shape.Pixels, directions, images.Count, _options);
        try
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var pixels = PcaRecipe.Rows(images, 0, images.Count);                              // [n, p]
            var mean = pixels.mean([0]);
            var components = PrincipalComponents.Of((pixels - mean).ToMatrix(), directions).Directions.ToTensor().t();
            model.SetComponents(mean, components);
            var features = model.Project(pixels).ToMatrix();
            var embedding = new UmapProjection(_options.Projection).Project(features, Latent, seed, new Steps(progress), cancellationToken);
            model.SetPool(features.ToTensor(), embedding.ToTensor());
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private sealed class Steps(Action<double> progress) : IProgress<ProjectionStep>
    {
        public void Report(ProjectionStep value) =>
            progress(value.Name == ProjectionStep.Neighbours ? SearchShare * value.Done : SearchShare + (1 - SearchShare) * value.Done);
    }
}
