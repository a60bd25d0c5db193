using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Runs;
using EfficientMnist.Contracts.Runs;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Learn;

/// <summary>The main job: the experiment beside random sampling with as many labels.</summary>
internal sealed class LearnVerb() : Verb<NoOptions>(
    "learn",
    "runs the experiment and its random baseline, and compares them",
    NoOptions.Table,
    runOptions: "An option of both runs and its value, where it is not to be the default.")
{
    private const string StrategyKey = "strategy";
    private const string Baseline = "random";

    protected override async Task<int> ExecuteAsync(VerbLine<NoOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        using var system = SystemConnection.Open(screen);
        var experiment = new Experiment(system, screen, progressOnError: false);
        var options = await experiment.ResolveAsync(line.RunOptions, cancellationToken);

        var run = await StartOrJoinAsync(system, experiment, options, screen.Time, cancellationToken);
        var isBaseline = run.Options[StrategyKey] == Baseline;
        var random = isBaseline
            ? run
            : await StartOrJoinAsync(system, experiment, new Dictionary<string, string>(options) { [StrategyKey] = Baseline }, screen.Time, cancellationToken);

        run = await experiment.FinishAsync(run, cancellationToken);
        if (isBaseline || run.Result is null)
        {
            RunSummary.Write(run, await DatasetGradings.OfAsync(system, run, cancellationToken), screen);
            return 0;
        }

        random = await experiment.FinishAsync(random, cancellationToken);
        screen.Output.WriteLine($"{run.Options["dataset"]}: test accuracy by labels bought");
        screen.OutputConsole().Write(Comparison.Table(run, random));
        screen.Output.WriteLine(Comparison.Verdict(run, random));
        return 0;
    }

    /// <summary>A run of these options that a crash cut short goes on by itself: it is joined, not started again.</summary>
    private static async Task<Run> StartOrJoinAsync(
        SystemConnection system, Experiment experiment, IReadOnlyDictionary<string, string> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var prefix = LearnRunId.Prefix(options);
        return await system.Classifier.ListAllRunsAsync(cancellationToken: cancellationToken).FirstOrDefaultAsync(r => r.RunId.StartsWith(prefix, StringComparison.Ordinal) && !RunFollower.HasEnded(r), cancellationToken)
            ?? await experiment.StartAsync(prefix + LearnRunId.Suffix(time), options, cancellationToken);
    }
}
