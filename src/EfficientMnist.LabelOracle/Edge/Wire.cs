using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Runs;
using Google.Protobuf.WellKnownTypes;

namespace EfficientMnist.LabelOracle.Edge;

/// <summary>Messages of the contract to and from the types of the service.</summary>
internal static class Wire
{
    public static Purchase FromWire(this QueryLabelsRequest request) => new()
    {
        Run = RunId.Parse(request.RunId),
        Request = RequestId.Parse(request.RequestId),
        Purpose = request.Purpose,
        Strategy = request.Strategy,
        Round = request.Round,
        Queries = [.. request.Queries.Select(query => new SampleQuery(new SampleId(query.SampleId), query.Score, query.Rank))],
    };

    public static Budget ToWire(this RunBudget budget) =>
        new() { Limit = budget.Limit, Spent = budget.Spent, Remaining = budget.Remaining };

    public static QueryLabelsResponse ToWire(this PurchaseOutcome.Bought bought) => new()
    {
        Budget = bought.Budget.ToWire(),
        Replayed = bought.Replayed,
        Labels = { bought.Rows.Select(row => new RevealedLabel { SampleId = row.Sample.Value, Label = row.Label, Charged = row.Charged }) },
    };

    public static LedgerEntry ToWire(this LedgerRow row) => new()
    {
        EntryId = row.EntryId,
        RunId = row.Run.Value,
        RequestId = row.Request.Value,
        SampleId = row.Sample.Value,
        Label = row.Label,
        Purpose = row.Purpose,
        Strategy = row.Strategy,
        Score = row.Score,
        Rank = row.Rank,
        Round = row.Round,
        Charged = row.Charged,
        Time = Timestamp.FromDateTimeOffset(row.Time),
        TraceId = row.TraceId,
    };
}
