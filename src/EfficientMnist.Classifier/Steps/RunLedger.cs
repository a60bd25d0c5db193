using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using EfficientMnist.Learning.ActiveLearning;
using Grpc.Core;

namespace EfficientMnist.Classifier.Steps;

/// <summary>What the ledger says of a run's labels at this moment.</summary>
internal sealed class RunLedger(LabelOracleService.LabelOracleServiceClient oracle, PatientCall patient)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly SilentMonitor Unwatched = new();

    /// <summary>The row that tells each image's label, ordered by image; those of a batch that people are at are included.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> LabelsAsync(RunId run, CancellationToken cancellationToken) =>
        [.. (await AnswersAsync(run, cancellationToken)).Where(row => row.Label >= 0)];

    /// <summary>The same, and the rows that say that people have rejected an image.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> AnswersAsync(RunId run, CancellationToken cancellationToken) =>
        [.. (await LatestAsync(new StreamLedgerRequest { RunId = run.Value }, Unwatched, cancellationToken)).Where(row => row.Label >= 0 || row.Reject != RejectReason.Unspecified)];

    /// <summary>The labels that people have corrected since the run last asked; null where there are none.</summary>
    public async Task<LabelsCorrected?> CorrectionsAsync(RunWork run, CancellationToken cancellationToken)
    {
        var request = new StreamLedgerRequest { RunId = run.Id.Value, AfterEntryId = run.History.LastCorrection, Action = LedgerAction.Corrected };
        var rows = await LatestAsync(request, run, cancellationToken);
        return rows.Count == 0 ? null : new LabelsCorrected([.. rows.Select(row => new BoughtLabel(row.SampleId, row.Label))], rows.Max(row => row.EntryId));
    }

    private async Task<IReadOnlyCollection<LedgerEntry>> LatestAsync(StreamLedgerRequest request, IRunMonitor monitor, CancellationToken cancellationToken) =>
        (await patient.CallAsync(ServiceNames.LabelOracle, monitor, Deadline, options => ReadAsync(request, options), cancellationToken)).Values;

    private async Task<SortedDictionary<int, LedgerEntry>> ReadAsync(StreamLedgerRequest request, CallOptions options)
    {
        using var stream = oracle.StreamLedger(request, options);
        SortedDictionary<int, LedgerEntry> latest = [];
        await foreach (var page in stream.ResponseStream.ReadAllAsync(options.CancellationToken))
        {
            foreach (var row in page.Entries)
                latest[row.SampleId] = row;
        }
        return latest;
    }
}
