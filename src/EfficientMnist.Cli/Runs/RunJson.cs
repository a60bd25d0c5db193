using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>A run for programs.</summary>
internal static class RunJson
{
    /// <summary>
    /// What came of it: dataset, labels, accuracy, macro_f1, seed, strategy, encoder, seconds, curve, confusion
    /// (a row for each true class), members, estimate (null without validation labels), stopped; paid and money where labels have prices (money null where it is not limited), not_graded where
    /// there is no accuracy, rejected where people have rejected images, waited_seconds where people were waited for, gradings_of_dataset where they are known.
    /// </summary>
    public static JsonObject Outcome(Run run, int? gradings = null)
    {
        var result = run.Result;
        var outcome = new JsonObject
        {
            ["dataset"] = run.Options["dataset"],
            ["labels"] = run.BudgetSpent,
            ["accuracy"] = result?.Accuracy,
            ["macro_f1"] = result?.MacroF1,
            ["seed"] = long.Parse(run.Options["seed"], CultureInfo.InvariantCulture),
            ["strategy"] = run.Options["strategy"],
            ["encoder"] = run.Options["encoder.kind"],
            ["seconds"] = Math.Round(run.Seconds, 3),
            ["curve"] = Curve(result),
            ["confusion"] = Confusion(result),
            ["members"] = new JsonObject((result?.Members ?? []).Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Accuracy))),
            ["estimate"] = Estimate(run.Estimate),
            ["stopped"] = run.Stopping?.Reason,
        };
        if (RunMoney.Has(run))
            (outcome["paid"], outcome["money"]) = (run.Paid, run.MoneyLimit > 0 ? run.MoneyLimit : null);
        if (run.NotGraded.Length > 0)
            outcome["not_graded"] = run.NotGraded;
        if (run.Rejected > 0)
            outcome["rejected"] = run.Rejected;
        if (run.WaitedSeconds > 0)
            outcome["waited_seconds"] = Math.Round(run.WaitedSeconds, 3);
        if (gradings is { } count)
            outcome["gradings_of_dataset"] = count;
        return outcome;
    }

    /// <summary>The outcome so far, below what the run is and where it stands: run_id, name, state, phase, error, waiting, budget, created_at, and description where there is one.</summary>
    public static JsonObject Of(Run run)
    {
        var listed = new JsonObject
        {
            ["run_id"] = run.RunId,
            ["name"] = run.Name,
            ["state"] = RunText.State(run.State),
            ["phase"] = RunText.Phase(run.Phase),
            ["error"] = run.Error.Length > 0 ? run.Error : null,
            ["waiting"] = run.Waiting is { } waiting
                ? new JsonObject { ["for"] = waiting.Reason.ToString().ToLowerInvariant(), ["text"] = waiting.Text, ["eta_seconds"] = waiting.EtaSeconds > 0 ? Math.Round(waiting.EtaSeconds) : null }
                : null,
            ["budget"] = run.BudgetLimit,
            ["created_at"] = run.CreatedAt?.ToDateTime().ToString("O", CultureInfo.InvariantCulture),
        };
        if (run.Description is { } description)
            listed["description"] = new JsonObject { ["title"] = description.Title, ["tags"] = new JsonArray([.. description.Tags.Select(tag => (JsonNode)tag)]), ["notes"] = description.Notes };
        foreach (var (name, value) in Outcome(run))
            listed[name] = value?.DeepClone();
        return listed;
    }

    private static JsonArray Curve(RunResult? result) =>
        new([.. (result?.Curve ?? []).Select(point => (JsonNode)new JsonArray(point.Labels, point.Accuracy))]);

    private static JsonArray Confusion(RunResult? result) => result is null or { Classes: 0 }
        ? []
        : new([.. result.Confusion.Chunk(result.Classes).Select(row => (JsonNode)new JsonArray([.. row.Select(count => (JsonNode)count)]))]);

    private static JsonObject? Estimate(AccuracyEstimate? estimate) => estimate is null ? null : new JsonObject
    {
        ["accuracy"] = estimate.Accuracy,
        ["low"] = estimate.Low,
        ["high"] = estimate.High,
        ["kind"] = estimate.Kind,
        ["labels"] = estimate.Labels,
        ["confidence"] = estimate.Confidence,
    };
}
