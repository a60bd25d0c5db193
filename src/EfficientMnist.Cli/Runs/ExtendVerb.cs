using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>Lets a completed run go on with a larger budget.</summary>
internal sealed class ExtendVerb : IVerb
{
    public string Name => "extend";

    public string Usage => "<run> labels=<new budget> [--json]";

    public string Summary => "lets a completed run go on with a larger budget, on the same ledger; it buys the further labels only";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json"], []);
        var id = line.Words("run")[0];
        var labels = Labels(line.Options, id);
        using var system = SystemConnection.Open(screen);
        var run = (await system.Classifier.ExtendRunAsync(new ExtendRunRequest { RunId = id, Labels = labels }, cancellationToken: cancellationToken)).Run;
        screen.Output.WriteLine(line.Has("--json")
            ? RunJson.Of(run).ToJsonString()
            : $"Run {id} goes on from {run.BudgetSpent} to {run.BudgetLimit} labels. To follow it: eml watch {id}");
        return 0;
    }

    private static int Labels(IReadOnlyDictionary<string, string> options, string id)
    {
        if (options.Keys.FirstOrDefault(name => name != "labels") is { } other)
            throw new UsageException($"Only the budget of a run can be changed, not {other}. For example: eml extend {id} labels=60");
        return options.TryGetValue("labels", out var text) && int.TryParse(text, out var labels)
            ? labels
            : throw new UsageException($"Give the new budget in all. For example: eml extend {id} labels=60");
    }
}
