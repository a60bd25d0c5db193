using EfficientMnist.Datasets;
using EfficientMnist.Learning.Encoders.Layers;
using EfficientMnist.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Encoders.Autoencoder;

/// <summary>Encoder and decoder; the decoder runs the encoder's way back with nearest-neighbour enlargement.</summary>
internal sealed class AutoencoderModel : DecodingModel
{
    private readonly SquareConvolution stem;
    private readonly BatchNorm2d stemNorm;
    private readonly ResidualBlock down;
    private readonly Linear latent;
    private readonly Linear spread;
    private readonly ResidualBlock low;
    private readonly ResidualBlock high;
    private readonly SquareConvolution pixels;
    private readonly ImageShape _shape;
    private readonly AutoencoderOptions _options;
    private readonly int _rows;
    private readonly int _columns;

    public AutoencoderModel(ImageShape shape, AutoencoderOptions options)
        : base(nameof(AutoencoderModel))
    {
        (_shape, _options) = (shape, options);
        (_rows, _columns) = (Quarter(shape.Height), Quarter(shape.Width));
        var width = options.Width;
        stem = new SquareConvolution(4 * shape.Channels, width, 3);
        stemNorm = nn.BatchNorm2d(width);
        down = new ResidualBlock(width, 2 * width, 2);
        latent = nn.Linear(2 * width * _rows * _columns, options.Latent);
        spread = nn.Linear(options.Latent, 2 * width * _rows * _columns);
        low = new ResidualBlock(2 * width, width, 1);
        high = new ResidualBlock(width, width, 1);
        pixels = new SquareConvolution(width, 4 * shape.Channels, 3);
        RegisterComponents();
    }

    // [n, C, 28, 28] → [n, latent]
    public override Tensor forward(Tensor input)
    {
        var x = stem.forward(ChannelsLast.Squares(input - 0.5));                   // [n, w, 14, 14]
        x = down.forward(nn.functional.leaky_relu(stemNorm.forward(x), ResidualBlock.Slope)); // [n, 2w, 7, 7]
        return latent.forward(x.to(ScalarType.Float32).flatten(1));
    }

    public override bool IsVariational => false;

    public override Tensor Decode(Tensor latents, ScalarType precision) => Logits(latents, precision).sigmoid();

    // Latents [n, latent] → logits of the pixels [n, C, H, W] in float32.
    private Tensor Logits(Tensor latents, ScalarType precision)
    {
        var x = ChannelsLast.Of(spread.forward(latents).view(-1, 2 * _options.Width, _rows, _columns).to(precision)); // [n, 2w, 7, 7]
        x = low.forward(x).repeat_interleave(2, 2).repeat_interleave(2, 3);        // [n, w, 14, 14]
        x = pixels.forward(high.forward(x)).to(ScalarType.Float32);                // [n, 4C, 14, 14]
        return nn.functional.pixel_shuffle(x, 2).narrow(2, 0, _shape.Height).narrow(3, 0, _shape.Width);
    }

    public override Tensor Loss(TrainingBatch batch)
    {
        var logits = batch.Through([batch.Images], Reconstruct);                   // [B, C, H, W]
        return _options.Loss == "bce"
            ? nn.functional.binary_cross_entropy_with_logits(logits, batch.Images)
            : nn.functional.mse_loss(logits.sigmoid(), batch.Images);
    }

    private static Tensor Reconstruct(EncoderModel replica, Tensor[] part, ScalarType precision)
    {
        var model = (AutoencoderModel)replica;
        return model.Logits(model.forward(part[0].to(precision)), precision);
    }

    // A side halved twice, rounding up.
    private static int Quarter(int side) => ((side + 1) / 2 + 1) / 2;
}
