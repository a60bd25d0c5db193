using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Sources;

namespace EfficientMnist.LabelOracle.Runs;

/// <summary>A run as the oracle knows it.</summary>
internal sealed record Run
{
    public required RunId Id { get; init; }

    public required string Dataset { get; init; }

    public OracleKind Oracle { get; init; } = OracleKind.Dataset;

    /// <summary>Where the labels come from that neither the data set nor people give.</summary>
    public SourceSettings Source { get; init; } = SourceSettings.None;

    /// <summary>The share of the images that a second person answers as well.</summary>
    public double SecondShare { get; init; }

    /// <summary>A label is a place in this list.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>What its labels cost.</summary>
    public PriceList Prices { get; init; } = PriceList.OneEach;

    public required RunBudget Budget { get; init; }

    /// <summary>The latest activation of the run that has asked for labels; 0 as long as none has said.</summary>
    public long Epoch { get; init; }

    /// <summary>Time of the first grading, or of the end of a run that is not graded; null while the run may buy.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }
}
