using EfficientMnist.Core.Options;

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
