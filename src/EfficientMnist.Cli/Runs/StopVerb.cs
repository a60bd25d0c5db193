using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>Stops a run after the step at hand.</summary>
internal sealed class StopVerb() : Verb<OutputOptions>("stop", "stops a run after the step at hand", OutputOptions.Table, [Word.Run])
{
    protected override async Task<int> ExecuteAsync(VerbLine<OutputOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var id = line.Words[0];
        using var system = SystemConnection.Open(screen);
        var run = (await system.Classifier.StopRunAsync(new StopRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run;
        screen.Output.WriteLine(line.Options.Json ? RunJson.Of(run).ToJsonString()
            : run.State == RunState.Running
                ? $"Run {id} stops after the step at hand."
                : $"Run {id} is {RunText.State(run.State)}.");
        return 0;
    }
}
