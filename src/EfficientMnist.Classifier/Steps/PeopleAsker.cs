using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.ActiveLearning;
using Grpc.Core;

namespace EfficientMnist.Classifier.Steps;

/// <summary>Puts images before people and waits for their answers, for days if need be; meanwhile other runs have their turn.</summary>
internal sealed class PeopleAsker(LabelOracleService.LabelOracleServiceClient oracle, PatientCall patient)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Asks for all that a round has selected, and returns once none of it is open.</summary>
    /// <exception cref="RefusalException">The oracle has closed the run.</exception>
    public async Task AskAsync(RunWork run, IReadOnlyList<QueryLabelsRequest> round, CancellationToken cancellationToken)
    {
        foreach (var request in round)
        {
            await patient.CallAsync(
                ServiceNames.LabelOracle, run, Deadline, options => oracle.AskLabelsAsync(request, options).ResponseAsync, cancellationToken);
        }
        var total = round.Sum(request => request.Queries.Count);
        await WaitAsync(run, total, cancellationToken);
        await run.TurnAsync(cancellationToken);
    }

    /// <summary>The labels of a request whose round is complete.</summary>
    public async Task<BoughtLabels> CollectAsync(RunWork run, string requestId, CancellationToken cancellationToken)
    {
        var answered = await patient.CallAsync(ServiceNames.LabelOracle, run, Deadline, options => LastAsync(run, requestId, options), cancellationToken);
        var account = await patient.CallAsync(
            ServiceNames.LabelOracle, run, Deadline, options => oracle.GetBudgetAsync(new GetBudgetRequest { RunId = run.Id.Value }, options).ResponseAsync, cancellationToken);
        return new BoughtLabels([.. answered.Labels.Select(l => new BoughtLabel(l.SampleId, l.Label))], answered.Budget.Spent, account.LedgerHead, answered.Budget.Money?.Paid ?? 0);
    }

    private async Task WaitAsync(RunWork run, int total, CancellationToken cancellationToken)
    {
        run.Report(new RunProgress { Phase = RunPhase.Labelling, Total = total, Unit = "label", Waiting = People(0) });
        var ended = await patient.WatchAsync(ServiceNames.LabelOracle, run, token => WatchAsync(run, total, token), cancellationToken);
        if (ended.Open > 0)
            throw Refusal.Conflict($"The oracle has closed run {run.Id} while {ended.Open} questions were open.");
    }

    /// <summary>Follows the questions until none is open or the oracle has closed the run; null where neither is seen.</summary>
    private async Task<QueueProgress?> WatchAsync(RunWork run, int total, CancellationToken cancellationToken)
    {
        using var watch = oracle.WatchQueue(new WatchQueueRequest { RunId = run.Id.Value }, cancellationToken: cancellationToken);
        await foreach (var update in watch.ResponseStream.ReadAllAsync(cancellationToken))
        {
            run.Report(ToProgress(update.Progress, total));
            if (update.Progress.Open == 0 || update.Progress.Closed)
                return update.Progress;
        }
        return null;
    }

    private async Task<WatchQuestionsResponse> LastAsync(RunWork run, string requestId, CallOptions options)
    {
        using var watch = oracle.WatchQuestions(new WatchQuestionsRequest { RunId = run.Id.Value, RequestId = requestId }, options);
        WatchQuestionsResponse? last = null;
        await foreach (var update in watch.ResponseStream.ReadAllAsync(options.CancellationToken))
            last = update;
        return last is { Labels.Count: > 0 } ? last : throw Refusal.Conflict($"The oracle has closed run {run.Id} before {requestId} was answered.");
    }

    private static RunProgress ToProgress(QueueProgress progress, int total) => new()
    {
        Phase = RunPhase.Labelling,
        Done = total - progress.Open,
        Total = total,
        Unit = "label",
        Spent = progress.Budget.Spent,
        Paid = progress.Budget.Money?.Paid,
        Waiting = progress.Open == 0 ? null : People(progress.Skipped),
    };

    private static RunWaiting People(int skipped) =>
        new(WaitReason.People, skipped > 0 ? $"waits for people to label, {skipped} skipped" : "waits for people to label");
}
