using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>Lets a stopped or failed run go on.</summary>
internal sealed class ResumeVerb() : Verb<OutputOptions>(
    "resume",
    "lets a stopped or failed run go on where it was",
    OutputOptions.Table,
    [Word.Run])
{
    protected override async Task<int> ExecuteAsync(VerbLine<OutputOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var id = line.Words[0];
        using var system = SystemConnection.Open(screen);
        var run = (await system.Classifier.ResumeRunAsync(new ResumeRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run;
        screen.Output.WriteLine(line.Options.Json
            ? RunJson.Of(run).ToJsonString()
            : $"Run {id} is {RunText.State(run.State)}, with {run.BudgetSpent} of {run.BudgetLimit} labels. To follow it: eml watch {id}");
        return 0;
    }
}
