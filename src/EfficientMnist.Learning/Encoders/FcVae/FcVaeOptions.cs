using EfficientMnist.Learning.Options;

namespace EfficientMnist.Learning.Encoders.FcVae;

/// <summary>The networks of the encoder kind <c>fc_vae</c>; the ranges stand where they are read.</summary>
public sealed record FcVaeOptions
{
    /// <summary>Units of each hidden layer.</summary>
    public int Hidden { get; init; } = 512;

    /// <summary>Hidden layers of the encoder, and as many of the decoder.</summary>
    public int Layers { get; init; } = 2;

    internal static FcVaeOptions Read(OptionReader reader)
    {
        var standard = new FcVaeOptions();
        return new FcVaeOptions
        {
            Hidden = reader.Integer("hidden", standard.Hidden, 8, 8192),
            Layers = reader.Integer("layers", standard.Layers, 1, 6),
        };
    }
}
