using EfficientMnist.Cli.Catalog;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>Runs experiments through the public API and shows them on the way.</summary>
internal sealed class Experiment(SystemConnection system, Screen screen, bool progressOnError)
{
    private readonly TextWriter _messages = progressOnError ? screen.Error : screen.Output;

    /// <summary>The options, with a data set that can be had.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ResolveAsync(IReadOnlyDictionary<string, string> options, CancellationToken cancellationToken) =>
        await new DatasetFallback(system.Datasets, _messages).ResolveAsync(options, cancellationToken);

    /// <summary>Starts a run; the classifier makes up an empty id.</summary>
    public async Task<Run> StartAsync(string runId, IReadOnlyDictionary<string, string> options, CancellationToken cancellationToken)
    {
        var request = new StartRunRequest { RunId = runId };
        foreach (var (name, value) in options)
            request.Options[name] = value;
        var run = (await system.Classifier.StartRunAsync(request, cancellationToken: cancellationToken)).Run;
        _messages.WriteLine($"Run {run.RunId}: {run.Name}");
        return run;
    }

    /// <summary>Follows the run to its end; one that does not complete is an error.</summary>
    public async Task<Run> FinishAsync(Run run, CancellationToken cancellationToken)
    {
        var follower = new RunFollower(system.Classifier, screen.Time);
        var ended = await Display().ShowAsync(show => follower.FollowAsync(run.RunId, show, cancellationToken));
        return ended.State switch
        {
            RunState.Completed => ended,
            RunState.Damaged => throw new SystemFailedException($"Run {ended.RunId} is damaged: {ended.Error}"),
            RunState.Failed => throw new SystemFailedException($"Run {ended.RunId} failed: {ended.Error}\nOnce the cause is gone: eml resume {ended.RunId}"),
            _ => throw new SystemFailedException($"Run {ended.RunId} was stopped with {ended.BudgetSpent} of {ended.BudgetLimit} labels bought. To go on: eml resume {ended.RunId}"),
        };
    }

    private IRunDisplay Display()
    {
        if (progressOnError ? screen.ErrorIsTerminal : screen.OutputIsTerminal)
            return new BarDisplay(progressOnError ? screen.ErrorConsole() : screen.OutputConsole());
        return new LineDisplay(_messages, screen.Time);
    }
}
