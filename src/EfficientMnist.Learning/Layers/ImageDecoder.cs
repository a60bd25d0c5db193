using static TorchSharp.torch;

namespace EfficientMnist.Learning.Layers;

/// <summary>
/// A network from latents to the logits of pixels. Pixels are their sigmoid: none is cut off at black or white, where a
/// gradient would end and a dot stay for ever.
/// </summary>
internal abstract class ImageDecoder(string name) : nn.Module(name)
{
    /// <summary>The layer that draws the logits.</summary>
    public abstract nn.Module Last { get; }

    /// <param name="latents">float32 [n, latent].</param>
    /// <param name="precision">In what the network computes where that is faster.</param>
    /// <returns>Logits, float32 [n, C, H, W].</returns>
    public abstract Tensor Logits(Tensor latents, ScalarType precision);
}
