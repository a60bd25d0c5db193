using EfficientMnist.Datasets;
using EfficientMnist.Learning.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders.FcVae;

/// <summary>Latents through fully connected layers to pixels, in float32.</summary>
internal sealed class FcDecoder : ImageDecoder
{
    private readonly FullyConnected layers;
    private readonly Linear pixels;
    private readonly ImageShape _shape;

    public FcDecoder(ImageShape shape, FcVaeOptions options, int latent)
        : base(nameof(FcDecoder))
    {
        _shape = shape;
        layers = new FullyConnected(latent, options.Hidden, options.Layers);
        pixels = nn.Linear(options.Hidden, shape.Pixels);
        RegisterComponents();
    }

    public override nn.Module Last => pixels;

    // [n, latent] → [n, C, H, W]
    public override Tensor Logits(Tensor latents, ScalarType precision) =>
        pixels.forward(layers.forward(latents)).view(-1, _shape.Channels, _shape.Height, _shape.Width);
}
