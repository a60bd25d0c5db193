using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.ActiveLearning;
using Grpc.Core;

namespace EfficientMnist.Classifier.Labels;

/// <summary>Takes over the labels that people have corrected after a run had learned from them.</summary>
internal sealed class LabelCorrections(LabelOracleService.LabelOracleServiceClient oracle, PatientCall patient)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Returns whether a label has changed.</summary>
    public async Task<bool> ApplyAsync(LiveRun run, CancellationToken cancellationToken)
    {
        if (!run.Options.Oracle.IsHuman || run.History.Bought == 0)
            return false;
        var request = new StreamLedgerRequest { RunId = run.Id.Value, AfterEntryId = run.History.LastCorrection, Action = LedgerAction.Corrected };
        var rows = await patient.CallAsync(ServiceNames.LabelOracle, run, Deadline, options => ReadAsync(request, options), cancellationToken);
        if (rows.Count == 0)
            return false;
        var labels = rows.GroupBy(row => row.SampleId).Select(image => new BoughtLabel(image.Key, image.Last().Label)).ToList();
        var changed = labels.Exists(run.History.Differs);
        run.Record(new LabelsCorrected(labels, rows[^1].EntryId));
        return changed;
    }

    private async Task<List<LedgerEntry>> ReadAsync(StreamLedgerRequest request, CallOptions options)
    {
        using var stream = oracle.StreamLedger(request, options);
        List<LedgerEntry> rows = [];
        await foreach (var page in stream.ResponseStream.ReadAllAsync(options.CancellationToken))
            rows.AddRange(page.Entries);
        return rows;
    }
}
