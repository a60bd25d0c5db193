using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Runs;

/// <summary>Lets a completed run go on with a larger budget.</summary>
internal sealed class ExtendVerb() : Verb<ExtendOptions>(
    "extend", "lets a completed run go on with a larger budget, on the same ledger; it buys the further labels only", ExtendOptions.Table, [Word.Run])
{
    protected override async Task<int> ExecuteAsync(VerbLine<ExtendOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var id = line.Words[0];
        using var system = SystemConnection.Open(screen);
        var run = (await system.Classifier.ExtendRunAsync(new ExtendRunRequest { RunId = id, Labels = line.Options.Labels, Money = line.Options.Money }, cancellationToken: cancellationToken)).Run;
        screen.Output.WriteLine(line.Options.Json
            ? RunJson.Of(run).ToJsonString()
            : $"Run {id} goes on from {run.BudgetSpent} to {run.BudgetLimit} labels{(run.MoneyLimit > 0 ? $", with {RunMoney.Paid(run)} paid" : "")}. To follow it: eml watch {id}");
        return 0;
    }
}

/// <summary>The options of eml extend: the budget is all of a run that can be changed.</summary>
internal sealed record ExtendOptions
{
    public int Labels { get; init; }

    public int Money { get; init; }

    public bool Json { get; init; }

    public static OptionTable<ExtendOptions> Table { get; } = new OptionTable<ExtendOptions>("eml extend", new())
        .Whole("labels", o => o.Labels, 0, 1_000_000, "The new budget in all; required where there is no more money.")
        .Whole("money", o => o.Money, 0, int.MaxValue, "What all labels may cost in all, where the run has a budget in money.")
        .Json(o => o.Json)
        .Rule((o, _) => o is { Labels: 0, Money: 0 } ? "Give the new budget in all. For example: eml extend <run> labels=60" : null);
}
