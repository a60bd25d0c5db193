using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>Follows a run to its end.</summary>
internal sealed class WatchVerb : IVerb
{
    public string Name => "watch";

    public string Usage => "<run> [--json]";

    public string Summary => "follows a run to its end";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json"], []).WithoutOptions();
        var id = line.Words("run")[0];
        using var system = SystemConnection.Open(screen);
        var run = (await system.Classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run;
        run = await new Experiment(system, screen, progressOnError: line.Has("--json")).FinishAsync(run, cancellationToken);
        var gradings = await DatasetGradings.OfAsync(system, run, cancellationToken);
        if (line.Has("--json"))
            screen.Output.WriteLine(RunJson.Outcome(run, gradings).ToJsonString());
        else
            RunSummary.Write(run, gradings, screen);
        return 0;
    }
}
