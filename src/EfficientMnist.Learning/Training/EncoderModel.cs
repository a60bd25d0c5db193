using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>A network that makes latents of images, with the loss it is trained by.</summary>
public abstract class EncoderModel(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Images [n, C, H, W] in 0 … 1, float32 or bfloat16 → latents [n, latent] in float32.</summary>
    public abstract override Tensor forward(Tensor input);

    /// <summary>The loss of a batch, a scalar in float32 that the weights' gradients can be taken of.</summary>
    public abstract Tensor Loss(TrainingBatch batch);
}
