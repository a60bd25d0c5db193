using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>Stops a run after the step at hand.</summary>
internal sealed class StopVerb : IVerb
{
    public string Name => "stop";

    public string Usage => "<run>";

    public string Summary => "stops a run after the step at hand";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var id = CommandLine.Parse(arguments, [], []).WithoutOptions().Words("run")[0];
        using var system = SystemConnection.Open(screen);
        var run = (await system.Classifier.StopRunAsync(new StopRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run;
        screen.Output.WriteLine(run.State == RunState.Running ? $"Run {id} stops after the step at hand." : $"Run {id} is {RunText.State(run.State)}.");
        return 0;
    }
}
