using EfficientMnist.Learning.Encoders;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>One batch, and the way of its tensors through the network.</summary>
public sealed class TrainingBatch
{
    private readonly Shards _shards;

    internal TrainingBatch(Tensor images, Random random, Shards shards)
    {
        Images = images;
        Random = random;
        _shards = shards;
    }

    /// <summary>Images in 0 … 1, float32 [B, C, H, W].</summary>
    public Tensor Images { get; }

    /// <summary>The step's generator: all randomness of a loss comes from here, so that a resumed training repeats it.</summary>
    public Random Random { get; }

    /// <summary>
    /// Runs <paramref name="network"/> over equal parts of <paramref name="inputs"/> at the same time where the device gains
    /// by it, and joins the outputs. Batch statistics are those of a part. To be called once per batch.
    /// </summary>
    /// <param name="inputs">Each [n, …], split along the first dimension.</param>
    /// <param name="network">
    /// From a replica of the model, its part of the inputs and the precision to compute in to its part of the output, float32 [m, …].
    /// </param>
    public Tensor Through(Tensor[] inputs, Func<EncoderModel, Tensor[], ScalarType, Tensor> network) => _shards.Forward(inputs, network);
}
