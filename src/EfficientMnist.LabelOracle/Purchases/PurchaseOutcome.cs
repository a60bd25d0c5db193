using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Runs;

namespace EfficientMnist.LabelOracle.Purchases;

/// <summary>What came of a purchase. All but <see cref="Bought"/> and <see cref="Asked"/> leave the ledger as it was.</summary>
internal abstract record PurchaseOutcome
{
    /// <summary>The labels, in the order asked; the budget and the checksum of the run's newest row are today's also where an old answer is repeated.</summary>
    internal sealed record Bought(IReadOnlyList<LedgerRow> Rows, RunBudget Budget, string Head, bool Replayed) : PurchaseOutcome;

    internal sealed record UnknownRun(RunId Run) : PurchaseOutcome;

    /// <summary>The request id was answered before, for something else.</summary>
    internal sealed record RequestTaken(RequestId Request, string Difference) : PurchaseOutcome;

    /// <summary>The questions are before people; open ones and answered ones of the whole run.</summary>
    internal sealed record Asked(int Open, int Answered, RunBudget Budget, bool Replayed) : PurchaseOutcome;

    /// <summary>The labels of the run come from elsewhere: from its data set, or from people.</summary>
    internal sealed record OtherOracle(RunId Run, OracleKind Oracle) : PurchaseOutcome;

    /// <summary>People were asked for an image in another request.</summary>
    internal sealed record AskedBefore(SampleId Sample, RequestId Request) : PurchaseOutcome;

    /// <summary>A later activation of the run has asked since, so that this one should be gone.</summary>
    internal sealed record Superseded(RunId Run, long Epoch, long Latest) : PurchaseOutcome;

    /// <summary>The run has ended and buys no more.</summary>
    internal sealed record RunClosed(RunId Run, DateTimeOffset ClosedAt) : PurchaseOutcome;

    /// <summary>The labels might cost more than is left. Budget: with what is reserved for others taken off. Cost: the most that they may cost.</summary>
    internal sealed record BudgetExhausted(RunId Run, RunBudget Budget, Cost Cost) : PurchaseOutcome;
}
