using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Classifier.Labels;

/// <summary>Buys the labels a round has selected.</summary>
internal sealed class LabelBuyer(LabelOracleService.LabelOracleServiceClient oracle, PatientCall patient)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Opens the run's account and returns the names of the classes.</summary>
    public async Task<IReadOnlyList<string>> OpenAsync(LiveRun run, CancellationToken cancellationToken)
    {
        var request = new OpenRunRequest { RunId = run.Id.Value, Dataset = run.Options.Dataset, Budget = run.Options.Labels };
        var opened = await patient.CallAsync(
            ServiceNames.LabelOracle, run, Deadline, options => oracle.OpenRunAsync(request, options).ResponseAsync, cancellationToken);
        return [.. opened.ClassNames];
    }

    /// <summary>
    /// Buys the batch. Its request id is made of run and round, so that a repetition after a crash on either side
    /// is answered with the labels already paid for.
    /// </summary>
    public async Task BuyAsync(LiveRun run, BatchSelected batch, CancellationToken cancellationToken)
    {
        var purpose = batch.ColdStart ? QueryPurpose.Seed : QueryPurpose.Acquire;
        var (labels, spent) = await QueryAsync(run, $"{run.Id}/{batch.Round}", purpose, batch.Strategy, batch.Round, batch.Samples, cancellationToken);
        run.Record(new BatchBought(batch.Round, labels, spent));
    }

    /// <summary>Buys a round's labels for validation, as its batch is bought.</summary>
    public async Task BuyAsync(LiveRun run, ValidationSelected batch, CancellationToken cancellationToken)
    {
        var (labels, spent) = await QueryAsync(
            run, $"{run.Id}/{batch.Round}/validate", QueryPurpose.Validate, batch.Kind, batch.Round, batch.Samples, cancellationToken);
        run.Record(new ValidationBought(batch.Round, labels, spent));
    }

    private async Task<(IReadOnlyList<BoughtLabel> Labels, int Spent)> QueryAsync(
        LiveRun run, string requestId, QueryPurpose purpose, string strategy, int round, IReadOnlyList<SelectedSample> samples, CancellationToken cancellationToken)
    {
        // A round may be for validation alone.
        if (samples.Count == 0)
            return ([], run.History.Spent);
        var request = new QueryLabelsRequest { RunId = run.Id.Value, RequestId = requestId, Purpose = purpose, Strategy = strategy, Round = round };
        request.Queries.AddRange(samples.Select((s, i) => new LabelQuery { SampleId = s.Id, Score = s.Score, Rank = i + 1 }));
        var bought = await patient.CallAsync(
            ServiceNames.LabelOracle, run, Deadline, options => oracle.QueryLabelsAsync(request, options).ResponseAsync, cancellationToken);
        return ([.. bought.Labels.Select(l => new BoughtLabel(l.SampleId, l.Label))], bought.Budget.Spent);
    }
}
