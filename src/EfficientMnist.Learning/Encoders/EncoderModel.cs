using EfficientMnist.Learning.Training;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders;

/// <summary>A network that makes latents of images, with the loss it is trained by.</summary>
public abstract class EncoderModel(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Images [n, C, H, W] in 0 … 1, float32 or bfloat16 → latents [n, latent] in float32.</summary>
    public abstract override Tensor forward(Tensor input);

    /// <summary>Channels of <see cref="Middle"/>; 0 for a network that has no such map.</summary>
    public virtual int MiddleChannels => 0;

    /// <summary>Images as in <see cref="forward"/> → the feature map half-way to the latents, [n, channels, h, w] in the images' precision.</summary>
    public virtual Tensor Middle(Tensor input) => throw new InvalidOperationException($"{GetName()} has no feature map half-way.");

    /// <summary>The loss of a batch, a scalar in float32 that the weights' gradients can be taken of.</summary>
    public abstract Tensor Loss(TrainingBatch batch);
}
