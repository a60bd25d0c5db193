using EfficientMnist.Learning.Encoders.Layers;
using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Encoders.ResNet18;

/// <summary>The networks of the encoder kinds <c>resnet18_ae</c> and <c>resnet18_vae</c>; the ranges stand where they are read.</summary>
public sealed record ResNet18Options
{
    /// <summary>Channels of the first stage, doubled by each further one. The paper has 64; 16 take a sixteenth of the multiplications.</summary>
    public int Width { get; init; } = 16;

    /// <summary><c>batch</c> or <c>group</c>.</summary>
    public string Norm { get; init; } = Normalisation.Batch;

    internal static ResNet18Options Read(OptionReader reader)
    {
        var standard = new ResNet18Options();
        return new ResNet18Options
        {
            Width = reader.Integer("width", standard.Width, 4, 128),
            Norm = reader.Choice("norm", standard.Norm, Normalisation.Batch, Normalisation.Group),
        };
    }
}
