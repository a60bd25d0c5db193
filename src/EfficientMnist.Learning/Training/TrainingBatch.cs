using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>One batch, and the way of its tensors through the network.</summary>
public sealed class TrainingBatch
{
    private readonly PoolPixels _pixels;
    private readonly Shards _shards;
    private readonly Func<EncoderModel, EncoderModel> _part;
    private Tensor? _images;

    /// <param name="pixels">All images.</param>
    /// <param name="indices">The batch's.</param>
    /// <param name="random">The step's generator.</param>
    /// <param name="shards">The network.</param>
    internal TrainingBatch(PoolPixels pixels, ReadOnlyMemory<long> indices, Random random, Shards shards)
        : this(pixels, indices, random, shards, replica => replica, new StepMetrics())
    {
    }

    private TrainingBatch(PoolPixels pixels, ReadOnlyMemory<long> indices, Random random, Shards shards, Func<EncoderModel, EncoderModel> part, StepMetrics metrics)
    {
        _pixels = pixels;
        Indices = indices;
        Random = random;
        (_shards, _part, Metrics) = (shards, part, metrics);
    }

    /// <summary>Which images of the data set these are, [B].</summary>
    public ReadOnlyMemory<long> Indices { get; }

    /// <summary>Images in 0 … 1, float32 [B, C, H, W].</summary>
    public Tensor Images => _images ??= Select(Indices.ToArray());

    /// <summary>The step's generator: all randomness of a loss comes from here, so that a resumed training repeats it.</summary>
    public Random Random { get; }

    /// <summary>Share of the training that is done, 0 … 1; 1 for images held back, so that their losses compare.</summary>
    public double Progress { get; init; } = 1;

    /// <summary>What the model measures beside its loss; shown in the training's progress and history.</summary>
    public StepMetrics Metrics { get; }

    /// <summary>Any images of the data set by number, those of the batch or others: in 0 … 1, float32 [n, C, H, W].</summary>
    public Tensor Select(long[] indices) => _pixels.Select(indices);

    /// <summary>The same batch for a network within the model, which has a loss of its own.</summary>
    /// <param name="part">From a replica of the model to the network within it.</param>
    internal TrainingBatch For(Func<EncoderModel, EncoderModel> part) => new(_pixels, Indices, Random, _shards, replica => part(_part(replica)), Metrics) { Progress = Progress };

    /// <summary>
    /// Runs <paramref name="network"/> over equal parts of <paramref name="inputs"/> at the same time where the device gains
    /// by it, and joins the outputs. Batch statistics are those of a part. The loss must depend on the outputs of every call.
    /// </summary>
    /// <param name="inputs">Each [n, …], split along the first dimension.</param>
    /// <param name="network">
    /// From a replica of the model, its part of the inputs and the precision to compute in to its part of the output, float32 [m, …].
    /// </param>
    public Tensor Through(Tensor[] inputs, Func<EncoderModel, Tensor[], ScalarType, Tensor> network) =>
        _shards.Forward(inputs, (replica, parts, precision) => network(_part(replica), parts, precision));
}
