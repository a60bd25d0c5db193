using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>An encoder whose latents images can be drawn from again.</summary>
public abstract class DecodingModel(string name) : EncoderModel(name)
{
    /// <summary>
    /// Whether latents are trained to be distributed as N(0, I) over the data set, so that images drawn from such random
    /// latents look like those trained on.
    /// </summary>
    public abstract bool IsVariational { get; }

    /// <summary>Latents [n, latent], float32 → pixels in 0 … 1, float32 [n, C, H, W].</summary>
    /// <param name="latents">As <see cref="EncoderModel.forward"/> makes them.</param>
    /// <param name="precision">In what the network computes.</param>
    public abstract Tensor Decode(Tensor latents, ScalarType precision);
}
