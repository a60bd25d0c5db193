using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Hosting;

namespace EfficientMnist.Cli.Runs;

/// <summary>One experiment from start to grade, on a running system or on one started for it.</summary>
internal sealed class RunVerb : IVerb
{
    public string Name => "run";

    public string Usage => "[key=value …] [--json] [--system [--root <repository>]]";

    public string Summary => "runs one experiment; --system starts and stops the whole system for it";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json", ChosenSystem.OwnSwitch], [ChosenSystem.RootSetting]);
        line.Words();
        return await ChosenSystem.RunAsync(line, screen, system => RunAsync(system, line, screen, cancellationToken), cancellationToken);
    }

    private static async Task<int> RunAsync(SystemConnection system, CommandLine line, Screen screen, CancellationToken cancellationToken)
    {
        var json = line.Has("--json");
        var experiment = new Experiment(system, screen, progressOnError: json);
        var run = await experiment.StartAsync("", await experiment.ResolveAsync(line.Options, cancellationToken), cancellationToken);
        try
        {
            run = await experiment.FinishAsync(run, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            if (line.Has(ChosenSystem.OwnSwitch))
                await RunStop.StopAsync(system, run, screen);
            else
                screen.Error.WriteLine($"The run goes on without this window: eml watch {run.RunId}, eml stop {run.RunId}");
            throw;
        }
        var gradings = await DatasetGradings.OfAsync(system, run, cancellationToken);
        if (json)
            screen.Output.WriteLine(RunJson.Outcome(run, gradings).ToJsonString());
        else
            RunSummary.Write(run, gradings, screen);
        return 0;
    }
}
