using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>Stops a run after the step at hand.</summary>
internal sealed class StopVerb : IVerb
{
    public string Name => "stop";

    public string Usage => "<run> [--json]";

    public string Summary => "stops a run after the step at hand";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json"], []).WithoutOptions();
        var id = line.Words("run")[0];
        using var system = SystemConnection.Open(screen);
        var run = (await system.Classifier.StopRunAsync(new StopRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run;
        screen.Output.WriteLine(line.Has("--json") ? RunJson.Of(run).ToJsonString()
            : run.State == RunState.Running
                ? $"Run {id} stops after the step at hand."
                : $"Run {id} is {RunText.State(run.State)}.");
        return 0;
    }
}
