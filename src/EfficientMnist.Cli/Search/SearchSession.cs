using EfficientMnist.Cli.Search.Objectives;
using EfficientMnist.Cli.Search.Results;
using EfficientMnist.Search.Studies;
using EfficientMnist.Search.Trials;
using Grpc.Core;

namespace EfficientMnist.Cli.Search;

/// <summary>Works on a search until it has its trials, several at a time if wanted.</summary>
internal sealed class SearchSession(Study study, SearchLine line, IObjective objective, SearchFolder folder, SearchProgress progress)
{
    private const int MostRefusals = 3;

    public async Task RunAsync(int parallel, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(async _ =>
        {
            try
            {
                while (await study.AskAsync(line.Most, ending.Token) is { } trial)
                    await TryAsync(trial, ending.Token);
            }
            catch
            {
                // Where one has to give up, the others would only go on to do the same.
                await ending.CancelAsync();
                throw;
            }
        }));
    }

    private async Task TryAsync(Trial trial, CancellationToken cancellationToken)
    {
        progress.Started(trial);
        try
        {
            var outcome = await objective.EvaluateAsync(
                SearchLine.Point(line.Plan, trial),
                work => study.BeginAsync(trial.Number, work, cancellationToken),
                report => study.ReportAsync(trial.Number, report, cancellationToken),
                cancellationToken);
            await TellAsync(trial, outcome, cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.InvalidArgument)
        {
            await TellAsync(trial, Outcome.Failed(error.Status.Detail, 0), cancellationToken);
            // Values that do not go together fail some trials; a mistake in what was typed fails them all.
            var trials = await study.TrialsAsync(cancellationToken);
            if (trials.Count(t => t.State == TrialState.Failed) >= MostRefusals && !trials.Any(t => t.State is TrialState.Completed or TrialState.Pruned))
                throw;
        }
    }

    private async Task TellAsync(Trial trial, Outcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Value is { } value)
            await study.CompleteAsync(trial.Number, value, outcome.Seconds, cancellationToken);
        else if (outcome.Error.Length > 0)
            await study.FailAsync(trial.Number, outcome.Error, outcome.Seconds, cancellationToken);
        else
            await study.PruneAsync(trial.Number, outcome.Seconds, cancellationToken);
        var trials = await study.TrialsAsync(cancellationToken);
        progress.Ended(trials[trial.Number], trials);
        folder.Write(line.Plan, trials);
    }
}
