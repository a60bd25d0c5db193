using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Encoders;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Which encoder the run learns on. Runs with an equal choice share one encoder, whatever their own seed.</summary>
internal sealed record EncoderChoice
{
    /// <summary>No encoder at all: nothing is trained before the first label is bought, and images are seen through views that need none.</summary>
    public const string None = "none";

    private static readonly OptionTable<NoOptions> Nothing = new("encoder none", new());

    public string Kind { get; init; } = EncoderCatalog.Contrastive;

    public int Seed { get; init; } = 1;

    /// <summary>The options of the kind.</summary>
    public OptionSet Options { get; init; } = EncoderCatalog.Options(EncoderCatalog.Contrastive);

    public bool IsNone => Kind == None;

    public static OptionTable<EncoderChoice> Table { get; } = new OptionTable<EncoderChoice>("encoder", new())
        .Choice("kind", o => o.Kind, [.. EncoderCatalog.Kinds, None], "The kind of encoder, trained on the images without labels, whose latents the run learns on; none goes without.")
        .Whole("seed", o => o.Seed, 0, int.MaxValue, "Seed of the encoder's training, apart from the run's own so that runs share encoders.");

    /// <summary>The options of a kind with their defaults; none has none.</summary>
    public static OptionSet OptionsOf(string kind) => kind == None ? new OptionSet<NoOptions>(Nothing, Nothing.Defaults) : EncoderCatalog.Options(kind);

    private sealed record NoOptions;
}
