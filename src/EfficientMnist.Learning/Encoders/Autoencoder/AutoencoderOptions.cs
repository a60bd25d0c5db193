using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Encoders.Autoencoder;

/// <summary>Options of the encoder kind <c>ae</c>; the ranges stand where they are read.</summary>
public sealed record AutoencoderOptions
{
    public int Epochs { get; init; } = 10;

    public int Batch { get; init; } = 256;

    public double LearningRate { get; init; } = 2e-3;

    public double WeightDecay { get; init; }

    /// <summary>Length of the latent vector.</summary>
    public int Latent { get; init; } = 32;

    /// <summary>Channels at half the image's size; twice as many at a quarter.</summary>
    public int Width { get; init; } = 32;

    /// <summary><c>mse</c> (squared error) or <c>bce</c> (cross-entropy of pixels taken as probabilities).</summary>
    public string Loss { get; init; } = "mse";

    internal static AutoencoderOptions Read(OptionReader reader)
    {
        var standard = new AutoencoderOptions();
        return new AutoencoderOptions
        {
            Epochs = reader.Integer("epochs", standard.Epochs, 1, 10_000),
            Batch = reader.Integer("batch", standard.Batch, 2, 8192),
            LearningRate = reader.Number("learning_rate", standard.LearningRate, 1e-6, 1),
            WeightDecay = reader.Number("weight_decay", standard.WeightDecay, 0, 1),
            Latent = reader.Integer("latent", standard.Latent, 1, 4096),
            Width = reader.Integer("width", standard.Width, 4, 256),
            Loss = reader.Choice("loss", standard.Loss, "mse", "bce"),
        };
    }
}
