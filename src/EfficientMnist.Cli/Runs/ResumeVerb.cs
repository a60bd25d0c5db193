using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>Lets a stopped or failed run go on.</summary>
internal sealed class ResumeVerb : IVerb
{
    public string Name => "resume";

    public string Usage => "<run> [--json]";

    public string Summary => "lets a stopped or failed run go on where it was";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json"], []).WithoutOptions();
        var id = line.Words("run")[0];
        using var system = SystemConnection.Open(screen);
        var run = (await system.Classifier.ResumeRunAsync(new ResumeRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run;
        screen.Output.WriteLine(line.Has("--json")
            ? RunJson.Of(run).ToJsonString()
            : $"Run {id} is {RunText.State(run.State)}, with {run.BudgetSpent} of {run.BudgetLimit} labels. To follow it: eml watch {id}");
        return 0;
    }
}
