using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Runs;
using Grpc.Core;

namespace EfficientMnist.Classifier.Labels;

/// <summary>The labels of a run as its ledger has them at this moment: corrected ones, and those of a batch that people are at, included.</summary>
internal sealed class LedgerLabels(LabelOracleService.LabelOracleServiceClient oracle, PatientCall patient)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly SilentMonitor Unwatched = new();

    /// <summary>The row that tells each image's label, ordered by image.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> OfAsync(RunId run, CancellationToken cancellationToken)
    {
        var request = new StreamLedgerRequest { RunId = run.Value };
        var latest = await patient.CallAsync(ServiceNames.LabelOracle, Unwatched, Deadline, options => ReadAsync(request, options), cancellationToken);
        return [.. latest.Values.Where(row => row.Label >= 0)];
    }

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
