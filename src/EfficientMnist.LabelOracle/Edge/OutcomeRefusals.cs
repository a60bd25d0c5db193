using System.Globalization;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Grading;
using EfficientMnist.LabelOracle.Pricing;
using EfficientMnist.LabelOracle.Purchases;
using EfficientMnist.LabelOracle.Questions;
using EfficientMnist.LabelOracle.Runs;
using Run = EfficientMnist.LabelOracle.Runs.Run;

namespace EfficientMnist.LabelOracle.Edge;

/// <summary>What a caller is told when the answer is no.</summary>
internal static class OutcomeRefusals
{
    public static RefusalException Of(PurchaseOutcome outcome) => outcome switch
    {
        PurchaseOutcome.UnknownRun(var run) => NoSuchRun(run),
        PurchaseOutcome.RequestTaken(var request, var difference) => Refusal.Taken($"Request {request} was answered before, for {difference}. Repeat it unchanged to get that answer, or choose a new request id."),
        PurchaseOutcome.Superseded(var run, var epoch, var latest) => Refusal.Superseded($"Run {run} has asked with epoch {latest} since, so epoch {epoch} buys nothing any more: it goes on elsewhere."),
        PurchaseOutcome.RunClosed(var run, var closedAt) => Closed(run, closedAt),
        PurchaseOutcome.OtherOracle(var run, OracleKind.Human) => Refusal.Conflict($"Run {run} is labelled by people: its labels are asked for, not bought."),
        PurchaseOutcome.OtherOracle(var run, _) => OfDataset(run),
        PurchaseOutcome.AskedBefore(var sample, var request) => Refusal.Taken($"Sample {sample} was asked for before, in request {request}. Ask for each image once."),
        PurchaseOutcome.BudgetExhausted(var run, var budget, var cost) => Refusal.Exhausted(
            $"Run {run} has {Left(budget, cost)}. Nothing was charged.",
            new Dictionary<string, string>
            {
                ["budget_limit"] = budget.Limit.ToString(CultureInfo.InvariantCulture),
                ["budget_spent"] = budget.Spent.ToString(CultureInfo.InvariantCulture),
                ["budget_remaining"] = budget.Remaining.ToString(CultureInfo.InvariantCulture),
            }),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no refusal."),
    };

    public static RefusalException Of(GradeOutcome outcome) => outcome switch
    {
        GradeOutcome.UnknownRun(var run) => NoSuchRun(run),
        GradeOutcome.MoreUsedThanBought(var run, var used, var bought) => Refusal.Invalid($"labels_used is {used}, but run {run} has bought only {bought} labels."),
        GradeOutcome.NothingBought(var run) => Refusal.Conflict($"Run {run} has bought no label yet. Test labels are not free: buy one at least, then grade once."),
        GradeOutcome.GradedBefore(var run, var place) => Refusal.Conflict($"Run {run} has had {place} graded, with other predictions. Each is graded once: open a new run."),
        GradeOutcome.NotFinalYet(var run) => Refusal.Conflict($"The final classifier of run {run} is not graded yet. Grade it first, which ends the buying; then the points of the curve."),
        GradeOutcome.TooManyMembers(var run, var member, var limit) => Refusal.Conflict($"Run {run} has had {limit} members of its ensemble graded; member {Refusal.Quote(member)} would be one more than is graded."),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no refusal."),
    };

    public static RefusalException Of(AnswerOutcome outcome) => outcome switch
    {
        AnswerOutcome.UnknownRun(var run) => NoSuchRun(run),
        AnswerOutcome.NobodyAsked(var run) => OfDataset(run),
        AnswerOutcome.RunClosed(var run, var closedAt) => Closed(run, closedAt),
        AnswerOutcome.RunGraded(var run) => Refusal.Conflict($"Run {run} is graded, so its labels stay as they are: a correction could know the result. Open a new run."),
        AnswerOutcome.NotAsked(var run, var sample) => Refusal.NotFound($"Run {run} does not ask for image {sample}. Take the next one that is asked for."),
        AnswerOutcome.Held(var sample, var holder) => Refusal.Conflict($"Sample {sample} is with {holder} now. Take the next one."),
        AnswerOutcome.AnsweredBefore(var sample, var annotator) => Refusal.Conflict($"Sample {sample} was answered before, by {annotator}. Correct its label instead (eml correct)."),
        AnswerOutcome.NotAnswered(var sample) => Refusal.Conflict($"Sample {sample} has no label yet that could be corrected. Answer it."),
        AnswerOutcome.NothingToUndo(var run, var annotator) => Refusal.Conflict($"{annotator} has answered and skipped nothing in a round of run {run} that is still open. Correct the label instead (eml correct)."),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no refusal."),
    };

    public static RefusalException Of(OpenRunOutcome.Taken taken) => Refusal.Taken($"Run {taken.Existing.Id} was opened before on {taken.Existing.Dataset} with a budget of {taken.Existing.Budget.Limit} labels{(taken.Existing.Budget.Money?.Limit is { } money ? $" and {money} to pay for them" : "")}{Classes(taken.Existing)}. Use these, or another run id.");

    public static RefusalException NoSuchRun(RunId run) => Refusal.NotFound($"There is no run {run}. Open it first.");

    private static string Left(RunBudget budget, Cost cost) => cost.Labels <= budget.Remaining && budget.Money is { Limit: { } limit, Remaining: { } rest }
        ? string.Create(CultureInfo.InvariantCulture, $"{rest} of {limit} left to pay with; the {cost.Labels} labels of this request may cost {cost.Money}")
        : string.Create(CultureInfo.InvariantCulture, $"{budget.Remaining} of {budget.Limit} labels left; this request costs {cost.Labels}");

    private static RefusalException OfDataset(RunId run) => Refusal.Conflict($"Run {run} is labelled by its data set: nobody is asked. Start a run with oracle.kind=human to label by hand.");

    private static RefusalException Closed(RunId run, DateTimeOffset closedAt) => Refusal.Conflict($"Run {run} ended at {closedAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)}: its labels are bought and answered no more. Open a new run.");

    private static string Classes(Run run) => run.Oracle == OracleKind.Human ? $" by people, the classes being {string.Join(", ", run.ClassNames)}" : "";
}
