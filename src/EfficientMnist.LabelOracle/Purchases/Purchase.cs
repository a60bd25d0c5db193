using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Labels;
using EfficientMnist.LabelOracle.Names;

namespace EfficientMnist.LabelOracle.Purchases;

/// <summary>A request for labels: bought as a whole or not at all.</summary>
internal sealed record Purchase
{
    public required RunId Run { get; init; }

    public required RequestId Request { get; init; }

    public required QueryPurpose Purpose { get; init; }

    public required string Strategy { get; init; }

    public required int Round { get; init; }

    /// <summary>Which activation of the run asks; 0 says nothing.</summary>
    public long Epoch { get; init; }

    public required IReadOnlyList<SampleQuery> Queries { get; init; }

    /// <summary>The purchase that these rows of one request record.</summary>
    public static Purchase Of(IReadOnlyList<LedgerRow> rows) => new()
    {
        Run = rows[0].Run,
        Request = rows[0].Request,
        Purpose = rows[0].Purpose,
        Strategy = rows[0].Strategy,
        Round = rows[0].Round,
        Queries = [.. rows.Select(row => new SampleQuery(row.Sample, row.Score, row.Rank, row.Strategy))],
    };

    /// <summary>What has chosen an image.</summary>
    public string StrategyOf(SampleQuery query) => query.Strategy.Length > 0 ? query.Strategy : Strategy;

    /// <summary>Throws, naming the value, where no such purchase can be made from these labels.</summary>
    public void Check(DatasetLabels labels)
    {
        _ = PurposeName.Of(Purpose);
        foreach (var strategy in Queries.Select(StrategyOf).Append(Strategy).Distinct())
            Name.Check("strategy", strategy);
        if (Epoch < 0)
            throw Refusal.Invalid($"The epoch is {Epoch}; epochs count from 1, and 0 says nothing.");
        if (Round < 0)
            throw Refusal.Invalid($"The round is {Round}; rounds count from 0.");
        if (Queries.Count == 0)
            throw Refusal.Invalid("The request names no image; ask for at least one label.");

        var seen = new HashSet<SampleId>(Queries.Count);
        foreach (var query in Queries)
        {
            if ((uint)query.Sample.Value >= (uint)labels.PoolSize)
            {
                throw Refusal.Invalid(
                    $"Sample {query.Sample} does not exist: the training split of {labels.Dataset} has ids 0 … {labels.PoolSize - 1}.");
            }

            if (!seen.Add(query.Sample))
                throw Refusal.Invalid($"Sample {query.Sample} is named twice in request {Request}; name each image once.");
            if (double.IsNaN(query.Score))
                throw Refusal.Invalid($"The score of sample {query.Sample} is not a number.");
            if (query.Rank < 0)
                throw Refusal.Invalid($"The rank of sample {query.Sample} is {query.Rank}; ranks count from 1.");
        }
    }

    /// <summary>
    /// What distinguishes this purchase from the recorded one of the same request id; null where it is a repetition.
    /// Score and rank are the buyer's remarks, not part of what is bought: a buyer who computes them anew after a
    /// crash may get slightly different ones.
    /// </summary>
    public string? DifferenceFrom(Purchase recorded)
    {
        if (recorded.Purpose != Purpose)
            return $"purpose {PurposeName.Of(recorded.Purpose)}, not {PurposeName.Of(Purpose)}";
        if (recorded.Round != Round)
            return $"round {recorded.Round}, not {Round}";
        if (recorded.Queries.Count != Queries.Count)
            return $"{recorded.Queries.Count} images, not {Queries.Count}";
        foreach (var (place, (before, now)) in recorded.Queries.Zip(Queries).Index())
        {
            if (recorded.StrategyOf(before) != StrategyOf(now))
                return $"strategy {recorded.StrategyOf(before)}, not {StrategyOf(now)}";
            if (before.Sample != now.Sample)
                return $"sample {before.Sample} in place {place + 1}, not {now.Sample}";
        }
        return null;
    }
}
