using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>Follows a run to its end.</summary>
internal sealed class WatchVerb() : Verb<OutputOptions>("watch", "follows a run to its end", OutputOptions.Table, [Word.Run])
{
    protected override async Task<int> ExecuteAsync(VerbLine<OutputOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var id = line.Words[0];
        using var system = SystemConnection.Open(screen);
        var run = (await system.Classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run;
        run = await new Experiment(system, screen, progressOnError: line.Options.Json).FinishAsync(run, cancellationToken);
        var gradings = await DatasetGradings.OfAsync(system, run, cancellationToken);
        if (line.Options.Json)
            screen.Output.WriteLine(RunJson.Outcome(run, gradings).ToJsonString());
        else
            RunSummary.Write(run, gradings, screen);
        return 0;
    }
}
