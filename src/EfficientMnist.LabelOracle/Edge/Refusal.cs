using System.Globalization;
using EfficientMnist.Contracts.V1;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Questions;
using EfficientMnist.LabelOracle.Runs;
using Grpc.Core;
using Run = EfficientMnist.LabelOracle.Runs.Run;

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
        PurchaseOutcome.RunClosed(var run, var closedAt) => Closed(run, closedAt),
        PurchaseOutcome.OtherOracle(var run, OracleKind.Human) => Because(
            StatusCode.FailedPrecondition, $"Run {run} is labelled by people: its labels are asked for, not bought."),
        PurchaseOutcome.OtherOracle(var run, _) => OfDataset(run),
        PurchaseOutcome.AskedBefore(var sample, var request) => Because(
            StatusCode.AlreadyExists, $"Sample {sample} was asked for before, in request {request}. Ask for each image once."),
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

    public static RpcException Of(AnswerOutcome outcome) => outcome switch
    {
        AnswerOutcome.UnknownRun(var run) => NoSuchRun(run),
        AnswerOutcome.NobodyAsked(var run) => OfDataset(run),
        AnswerOutcome.RunClosed(var run, var closedAt) => Closed(run, closedAt),
        AnswerOutcome.RunGraded(var run) => Because(
            StatusCode.FailedPrecondition, $"Run {run} is graded, so its labels stay as they are: a correction could know the result. Open a new run."),
        AnswerOutcome.NotAsked(var run, var sample) => Because(StatusCode.NotFound, $"Run {run} does not ask for image {sample}. Take the next one that is asked for."),
        AnswerOutcome.Held(var sample, var holder) => Because(
            StatusCode.FailedPrecondition, $"Sample {sample} is with {holder} now. Take the next one."),
        AnswerOutcome.AnsweredBefore(var sample, var annotator) => Because(
            StatusCode.FailedPrecondition, $"Sample {sample} was answered before, by {annotator}. Correct its label instead (eml correct)."),
        AnswerOutcome.NotAnswered(var sample) => Because(
            StatusCode.FailedPrecondition, $"Sample {sample} has no label yet that could be corrected. Answer it."),
        AnswerOutcome.NothingToUndo(var run, var annotator) => Because(
            StatusCode.FailedPrecondition, $"{annotator} has answered and skipped nothing in a round of run {run} that is still open. Correct the label instead (eml correct)."),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no refusal."),
    };

    public static RpcException Of(OpenRunOutcome.Taken taken) => Because(
        StatusCode.AlreadyExists,
        $"Run {taken.Existing.Id} was opened before on {taken.Existing.Dataset} with a budget of {taken.Existing.Budget.Limit} labels{Classes(taken.Existing)}. Use these, or another run id.");

    public static RpcException NoSuchRun(RunId run) => Because(StatusCode.NotFound, $"There is no run {run}. Open it first.");

    private static RpcException OfDataset(RunId run) => Because(
        StatusCode.FailedPrecondition, $"Run {run} is labelled by its data set: nobody is asked. Start a run with oracle.kind=human to label by hand.");

    private static RpcException Closed(RunId run, DateTimeOffset closedAt) => Because(
        StatusCode.FailedPrecondition,
        $"Run {run} ended at {closedAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)}: its labels are bought and answered no more. Open a new run.");

    private static string Classes(Run run) => run.Oracle == OracleKind.Human ? $" by people, the classes being {string.Join(", ", run.ClassNames)}" : "";

    private static RpcException Because(StatusCode code, string message) => new(new Status(code, message));
}
