using EfficientMnist.Core.Options;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Classifier.Experiments;

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
