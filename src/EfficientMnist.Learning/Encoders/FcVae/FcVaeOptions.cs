using EfficientMnist.Core.Options;

namespace EfficientMnist.Learning.Encoders.FcVae;

/// <summary>The networks of the encoder kind <c>fc_vae</c>.</summary>
public sealed record FcVaeOptions
{
    public int Hidden { get; init; } = 512;

    public int Layers { get; init; } = 2;

    internal static OptionTable<FcVaeOptions> Table { get; } = new OptionTable<FcVaeOptions>("networks", new())
        .Whole("hidden", o => o.Hidden, 8, 8192, "Units of each hidden layer.")
        .Whole("layers", o => o.Layers, 1, 6, "Hidden layers of the encoder, and as many of the decoder.");
}
