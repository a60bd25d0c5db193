using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>Lets a completed run learn the labels that people have corrected since.</summary>
internal sealed class RelearnVerb : IVerb
{
    public string Name => "relearn";

    public string Usage => "<run> [--json]";

    public string Summary => "lets a completed, ungraded run learn from labels that were corrected since";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json"], []).WithoutOptions();
        var id = line.Words("run")[0];
        using var system = SystemConnection.Open(screen);
        var run = (await system.Classifier.RelearnRunAsync(new RelearnRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run;
        screen.Output.WriteLine(line.Has("--json")
            ? RunJson.Of(run).ToJsonString()
            : $"Run {id} is {RunText.State(run.State)}, with {run.BudgetSpent} of {run.BudgetLimit} labels. To follow it: eml watch {id}");
        return 0;
    }
}
