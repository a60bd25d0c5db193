using EfficientMnist.Datasets;
using EfficientMnist.Learning.Augmentation;
using EfficientMnist.Learning.Graphs;
using EfficientMnist.Learning.Layers;
using EfficientMnist.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Students;

/// <summary>The residual network, and a linear head that tells the classes.</summary>
internal sealed class StudentModel : EncoderModel
{
    private readonly ResidualEncoder encoder;
    private readonly Linear head;
    private readonly StudentOptions _options;
    private readonly StudentBatches? _batches;

    public StudentModel(ImageShape shape, StudentOptions options, TeachingSet? teaching)
        : base(nameof(StudentModel))
    {
        _options = options;
        _batches = teaching is null ? null : new StudentBatches(teaching, options, shape);
        encoder = new ResidualEncoder(shape, options.Width);
        head = nn.Linear(4 * options.Width * options.Grid * options.Grid, options.Classes);
        RegisterComponents();
    }

    /// <summary>Takes these weights for the network; the head stays random.</summary>
    public void Begin(EncoderWeights? initial) => initial?.CopyTo(encoder);

    /// <summary>Images [n, C, H, W] → [features | logarithms of the class probabilities], [n, features + classes].</summary>
    public override Tensor forward(Tensor input) => ClassLatents.Of(input, _options.FlipAverage, Features, head.forward);

    /// <summary>−Σ weight · target · log probability over all views of the batch.</summary>
    public override Tensor Loss(TrainingBatch batch)
    {
        var drawn = (_batches ?? throw new InvalidOperationException("A student without a teaching set cannot be trained.")).Draw(batch);
        var mixed = drawn.Mixed;
        return batch.Through(drawn.Inputs, (replica, part, precision) => ((StudentModel)replica).Losses(part, mixed, precision)).sum();
    }

    // Images, parameters of their views, weighted targets and perhaps a mask of the features → a loss for each, [m].
    private Tensor Losses(Tensor[] part, double mixed, ScalarType precision)
    {
        var (views, targets) = (ViewAugmentation.Apply(part[0], part[1]), part[2]);
        if (mixed < 1)
        {
            views = mixed * views + (1 - mixed) * views.flip(0);
            targets = mixed * targets + (1 - mixed) * targets.flip(0);
        }
        var features = Features(views.to(precision));
        if (part is [_, _, _, var mask])
            features *= mask;
        return -(head.forward(features).log_softmax(1) * targets).sum(1);
    }

    // [n, C, H, W] → [n, 4·width·grid²] in float32
    private Tensor Features(Tensor images) =>
        nn.functional.adaptive_avg_pool2d(encoder.forward(images).to(ScalarType.Float32), [_options.Grid, _options.Grid]).flatten(1);

    public override void Describe(NetworkGraph graph, int images)
    {
        var features = graph.Average(encoder.Describe(graph, images), _options.Grid);
        graph.End(features, graph.Linear(features, head.weight, head.bias!), _options.FlipAverage);
    }
}
