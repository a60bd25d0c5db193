using EfficientMnist.Learning.Graphs;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>A network that makes latents of images, with the loss it is trained by.</summary>
public abstract class EncoderModel(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Images [n, C, H, W] in 0 … 1, float32 or bfloat16 → latents [n, latent] in float32.</summary>
    public abstract override Tensor forward(Tensor input);

    /// <summary>Describes what <see cref="forward"/> does, its end included: weights and statistics are those of this moment.</summary>
    /// <param name="graph">Where the steps are added.</param>
    /// <param name="images">The value that holds the images.</param>
    public abstract void Describe(NetworkGraph graph, int images);

    /// <summary>The loss of a batch, a scalar in float32 that the weights' gradients can be taken of.</summary>
    public abstract Tensor Loss(TrainingBatch batch);
}
