using EfficientMnist.Learning.Graphs;
using EfficientMnist.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Embeddings;

/// <summary>
/// The embedding of a pool, and of other images the mean of their neighbours', weighted as umap-learn's transform weighs them
/// to begin with. An image of the pool is where it was laid.
/// </summary>
internal sealed class UmapModel : EncoderModel
{
    private readonly Linear project;
    private readonly Parameter pool;
    private readonly Parameter places;
    private readonly int _neighbours;

    /// <param name="pixels">Values of an image.</param>
    /// <param name="directions">Principal components that distances are taken in.</param>
    /// <param name="images">Images of the pool.</param>
    /// <param name="options">Of the embedding.</param>
    public UmapModel(int pixels, int directions, int images, UmapEncoderOptions options)
        : base(nameof(UmapModel))
    {
        _neighbours = Math.Min(options.Neighbours, images);
        project = nn.Linear(pixels, directions);
        pool = new Parameter(zeros(images, directions), requires_grad: false);
        places = new Parameter(zeros(images, options.Latent), requires_grad: false);
        RegisterComponents();
    }

    /// <summary>Images as rows of principal components, [n, pixels] → [n, directions].</summary>
    public Tensor Project(Tensor pixels) => project.forward(pixels);

    /// <param name="mean">Of the pixels, [p].</param>
    /// <param name="components">[directions, p].</param>
    public void SetComponents(Tensor mean, Tensor components)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        project.weight.copy_(components);
        project.bias!.copy_(components.matmul(mean).neg());
    }

    /// <param name="features">Of the pool, [images, directions].</param>
    /// <param name="embedding">Where they were laid, [images, latent].</param>
    public void SetPool(Tensor features, Tensor embedding)
    {
        using var noGrad = no_grad();
        pool.copy_(features);
        places.copy_(embedding);
    }

    // [n, C, H, W] → [n, latent]
    public override Tensor forward(Tensor input)
    {
        var rows = Project(input.to(ScalarType.Float32).flatten(1));
        var closeness = (2 * rows.matmul(pool.t())).sub_((pool * pool).sum(1));                    // [n, images]
        var nearest = closeness.topk(_neighbours, 1).indexes;                                      // [n, k]
        // Once more as differences: the distance of an image of the pool to itself is exactly nothing then, or nearly.
        var distances = (Named(pool, nearest) - rows.unsqueeze(1)).square().sum(2).sqrt();         // [n, k]
        var weights = tensor(TransformWeights.Of(distances.cpu().contiguous().data<float>().ToArray(), _neighbours)).view(-1, _neighbours).to(places.device);
        return (Named(places, nearest) * weights.unsqueeze(2)).sum(1);
    }

    // Rows [images, d] by number [n, k] → [n, k, d]
    private static Tensor Named(Tensor rows, Tensor numbers) => rows.index_select(0, numbers.flatten()).view(numbers.shape[0], numbers.shape[1], rows.shape[1]);

    public override Tensor Loss(TrainingBatch batch) => throw new InvalidOperationException("An embedding by UMAP is not trained in steps.");

    public override void Describe(NetworkGraph graph, int images) =>
        graph.End(graph.Neighbours(graph.Linear(graph.Flatten(images), project.weight, project.bias!), _neighbours, pool, places));
}
