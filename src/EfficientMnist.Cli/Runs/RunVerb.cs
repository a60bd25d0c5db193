using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Hosting;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Runs;

/// <summary>One experiment from start to grade, on a running system or on one started for it.</summary>
internal sealed class RunVerb() : Verb<RunVerbOptions>(
    "run",
    "runs one experiment; --system starts and stops the whole system for it",
    RunVerbOptions.Table,
    runOptions: "An option of the run and its value, where it is not to be the default.")
{
    protected override async Task<int> ExecuteAsync(VerbLine<RunVerbOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        return await line.Options.System.RunAsync(screen, system => RunAsync(system, line, screen, cancellationToken), cancellationToken);
    }

    private static async Task<int> RunAsync(SystemConnection system, VerbLine<RunVerbOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var json = line.Options.Json;
        var experiment = new Experiment(system, screen, progressOnError: json);
        var run = await experiment.StartAsync("", await experiment.ResolveAsync(line.RunOptions, cancellationToken), cancellationToken);
        try
        {
            run = await experiment.FinishAsync(run, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            if (line.Options.System.Own)
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

/// <summary>The options of eml run beside those of the run.</summary>
internal sealed record RunVerbOptions
{
    public bool Json { get; init; }

    public ChosenSystem System { get; init; } = new();

    public static OptionTable<RunVerbOptions> Table { get; } = new OptionTable<RunVerbOptions>("eml run", new())
        .Json(o => o.Json)
        .Part("", o => o.System, ChosenSystem.Table);
}
