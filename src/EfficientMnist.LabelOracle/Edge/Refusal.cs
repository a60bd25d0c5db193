using System.Globalization;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Runs;
using Grpc.Core;

namespace EfficientMnist.LabelOracle.Edge;

/// <summary>What a caller is told when the answer is no.</summary>
internal static class Refusal
{
    public static RpcException Of(PurchaseOutcome outcome) => outcome switch
    {
        PurchaseOutcome.UnknownRun(var run) => NoSuchRun(run),
        PurchaseOutcome.RequestTaken(var request, var difference) => Because(
            StatusCode.AlreadyExists,
            $"Request {request} was answered before, for {difference}. Repeat it unchanged to get that answer, or choose a new request id."),
        PurchaseOutcome.RunClosed(var run, var closedAt) => Because(
            StatusCode.FailedPrecondition,
            $"Run {run} was graded at {closedAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)} and buys no more labels. Open a new run."),
        PurchaseOutcome.BudgetExhausted(var run, var budget, var cost) => new RpcException(
            new Status(
                StatusCode.ResourceExhausted,
                $"Run {run} has {budget.Remaining} of {budget.Limit} labels left; this request costs {cost}. Nothing was charged."),
            new Metadata
            {
                { "eml-budget-limit", budget.Limit.ToString(CultureInfo.InvariantCulture) },
                { "eml-budget-spent", budget.Spent.ToString(CultureInfo.InvariantCulture) },
                { "eml-budget-remaining", budget.Remaining.ToString(CultureInfo.InvariantCulture) },
            }),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no refusal."),
    };

    public static RpcException Of(GradeOutcome outcome) => outcome switch
    {
        GradeOutcome.UnknownRun(var run) => NoSuchRun(run),
        GradeOutcome.MoreUsedThanBought(var run, var used, var bought) => Because(
            StatusCode.InvalidArgument, $"labels_used is {used}, but run {run} has bought only {bought} labels."),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no refusal."),
    };

    public static RpcException Of(OpenRunOutcome.Taken taken) => Because(
        StatusCode.AlreadyExists,
        $"Run {taken.Existing.Id} was opened before on {taken.Existing.Dataset} with a budget of {taken.Existing.Budget.Limit} labels. Use these, or another run id.");

    public static RpcException NoSuchRun(RunId run) => Because(StatusCode.NotFound, $"There is no run {run}. Open it first.");

    private static RpcException Because(StatusCode code, string message) => new(new Status(code, message));
}
