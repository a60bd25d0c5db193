using System.Globalization;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Classifier.Runs;

/// <summary>What may be asked of a run, by what has come of it. What may not is refused with the remedy; nothing is changed here.</summary>
internal static class RunRules
{
    /// <summary>A run is started again only with the options it has.</summary>
    public static void RefuseOtherOptions(RunRecord run, RunDefinition definition)
    {
        var name = RunOptionsBinder.Name(run.Options);
        if (name != RunOptionsBinder.Name(RunOptionsBinder.Bind(definition.Options)))
            throw Refusal.Conflict($"Run {definition.RunId} exists already, with other options: {name}.");
    }

    /// <summary>What is complete does not go on.</summary>
    public static void RefuseResuming(ActiveRun run)
    {
        if (run.Record.History.State == RunState.Completed && run.Work is null)
            throw Refusal.Conflict($"Run {run.Id} is complete; there is nothing to resume.");
    }

    /// <summary>Only people's labels are corrected, and only before the run knows its result.</summary>
    public static void RefuseRelearning(ActiveRun run)
    {
        if (!run.Record.Options.Oracle.IsHuman)
            throw Refusal.Conflict($"The labels of run {run.Id} are those of its data set, which nobody corrects; there is nothing to learn again.");
        if (run.Record.History.FinalGrading is not null)
            throw Refusal.Conflict($"Run {run.Id} is graded, so it stays as it is: what it learned now could know the result. Start a new run.");
        if (run.State is RunState.Stopped or RunState.Failed)
            throw Refusal.Conflict($"Run {run.Id} has not completed. Resume it; it learns what was corrected before it goes on.");
    }

    /// <summary>A run at work is not put away.</summary>
    public static void RefuseArchiving(ActiveRun run)
    {
        if (run.Work is not null)
            throw Refusal.Conflict($"Run {run.Id} is {Word(run.State)}. Stop it before you archive it (eml stop {run.Id}).");
    }

    /// <summary>What is gone for good was put away before.</summary>
    public static void RefuseDeleting(ActiveRun run)
    {
        if (!run.Record.History.IsArchived)
            throw Refusal.Conflict($"Run {run.Id} is not archived, and only archived runs are deleted. Archive it first (eml archive {run.Id}).");
    }

    /// <summary>Only a completed run gets more labels, more than it had and as many as a new one might have, and not for ever. It may get more money instead, where that has run out first.</summary>
    public static void RefuseExtending(ActiveRun run, int labels, long money)
    {
        var (options, history) = (run.Record.Options, run.Record.History);
        var budget = history.BudgetOf(options);
        if (run.State != RunState.Completed)
        {
            var remedy = run.State is RunState.Stopped or RunState.Failed ? $"Resume it first (eml resume {run.Id})." : $"Wait for its end (eml watch {run.Id}).";
            throw Refusal.Conflict($"Run {run.Id} is {Word(run.State)}; only a completed run is extended. {remedy}");
        }
        var (limit, dearest) = (history.MoneyOf(options), options.Oracle.Price.Dearest);
        if (money > 0 && money < limit)
            throw Refusal.InvalidField("money", $"money={money} is no extension: run {run.Id} has {limit} to pay for labels and has paid {history.Paid}. Give what they may cost in all, more than {limit}.");
        if (money > 0 && limit == 0)
            throw Refusal.InvalidField("money", $"Run {run.Id} has no budget in money (oracle.money) that could be extended. Extend its labels alone.");
        if (limit > 0 && Math.Max(limit, money) - history.Paid < dearest)
            throw Refusal.InvalidField("money", $"Run {run.Id} has paid {history.Paid} of {limit}, and a label may cost {dearest}. Give what all may cost: money={history.Paid + dearest} or more.");
        if (labels < budget || (labels == budget && (money <= limit || history.Bought >= budget)))
            throw Refusal.InvalidField("labels", $"labels={labels} is no extension: run {run.Id} has a budget of {budget} labels and has bought {history.Bought}. Give the new budget in all, {budget + 1} or more.");
        if (history.Extensions.Count >= RunLimits.Extensions)
            throw Refusal.Conflict($"Run {run.Id} was extended {RunLimits.Extensions} times, the most there may be: each is graded, and who looks at the test labels often fits to them. Start a new run.");
        // Whatever holds for a run of so many labels.
        RunOptionsBinder.Bind(options, new Dictionary<string, string> { ["labels"] = labels.ToString(CultureInfo.InvariantCulture) });
    }

    private static string Word(RunState state) => state.ToString().ToLowerInvariant();
}
