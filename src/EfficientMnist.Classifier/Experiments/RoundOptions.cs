using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Estimation;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>The rounds after the cold start.</summary>
internal sealed record RoundOptions
{
    public const int MaxSize = 10_000;
    public const int MaxPoolFactor = 100_000;

    public int? Size { get; init; }

    public double Growth { get; init; } = 1;

    public int PoolFactor { get; init; } = 20;

    public static OptionTable<RoundOptions> Table { get; } = new OptionTable<RoundOptions>("round", new())
        .WholeOrAuto("size", o => o.Size, 1, MaxSize, "Labels bought in the first round; auto is a tenth of all labels, 10 to 100, or a fiftieth of more than 5,000.")
        .Number("growth", o => o.Growth, 0.1, 10, "Each round buys so many times the labels of the one before: 1 keeps the size, 1.5 grows, 0.8 shrinks, to a tenth of the first round at least.")
        .Whole("pool_factor", o => o.PoolFactor, 1, MaxPoolFactor, "A batch is chosen among so many times as many images, drawn at random from those without a label.");
}

/// <summary>The first batch, bought before anything is known.</summary>
internal sealed record ColdStartOptions
{
    private const int MaxSize = 10_000;

    public string Kind { get; init; } = "typi_clust";

    public int? Size { get; init; }

    public static OptionTable<ColdStartOptions> Table { get; } = new OptionTable<ColdStartOptions>("cold start", new())
        .Choice("kind", o => o.Kind, StrategyCatalog.ColdStartNames, "The strategy that chooses the first batch; a run of the random strategy is random from its first label on.")
        .WholeOrAuto("size", o => o.Size, 1, MaxSize, "Labels of the first batch; auto is a tenth of all labels, 20 to 100.");
}

/// <summary>Labels bought to estimate the accuracy. They are charged to the run and no classifier learns from them.</summary>
internal sealed record ValidationOptions
{
    public double Share { get; init; }

    public string Kind { get; init; } = UniformEstimate.Kind;

    public double UniformPart { get; init; } = 0.3;

    public static OptionTable<ValidationOptions> Table { get; } = new OptionTable<ValidationOptions>("validation", new())
        .Number("share", o => o.Share, 0, 0.5, "Part of all labels that goes to validation, bought along with the rounds; 0 for none.")
        .Choice("kind", o => o.Kind, [UniformEstimate.Kind, LevelledEstimate.Kind], "How they are drawn: uniformly, or by the classifier's doubt.")
        .Number("uniform_part", o => o.UniformPart, 0.05, 1, "Of lure: the part of each draw that is uniform all the same.");
}
