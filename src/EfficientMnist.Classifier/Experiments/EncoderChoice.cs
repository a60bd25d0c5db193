using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Encoders;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Which encoder the run learns on. Runs with an equal choice share one encoder, whatever their own seed.</summary>
internal sealed record EncoderChoice
{
    public string Kind { get; init; } = EncoderCatalog.Contrastive;

    public int Seed { get; init; } = 1;

    /// <summary>The options of the kind.</summary>
    public OptionSet Options { get; init; } = EncoderCatalog.Options(EncoderCatalog.Contrastive);

    public static OptionTable<EncoderChoice> Table { get; } = new OptionTable<EncoderChoice>("encoder", new())
        .Choice("kind", o => o.Kind, EncoderCatalog.Kinds, "The kind of encoder, trained on the images without labels, whose latents the run learns on.")
        .Whole("seed", o => o.Seed, 0, int.MaxValue, "Seed of the encoder's training, apart from the run's own so that runs share encoders.");
}
