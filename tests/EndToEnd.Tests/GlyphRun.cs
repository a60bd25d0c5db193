using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EndToEnd.Tests;

/// <summary>A small real experiment: glyphs, a two-epoch encoder, few labels.</summary>
internal static class GlyphRun
{
    public static StartRunRequest Request(string runId, int labels, string strategy = "margin") => new()
    {
        RunId = runId,
        Options =
        {
            ["preset"] = "quick",
            ["dataset"] = "glyphs",
            ["labels"] = labels.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["strategy"] = strategy,
            ["cold_start.size"] = "20",
            ["round.size"] = "20",
            ["encoder.epochs"] = "2",
        },
    };

    /// <summary>A run whose encoder is trained in a moment, where it does not matter how good it is.</summary>
    public static StartRunRequest Simple(string runId, int labels)
    {
        var request = Request(runId, labels);
        (request.Options["encoder.kind"], request.Options["encoder.width"], request.Options["encoder.epochs"]) = ("ae", "4", "1");
        return request;
    }

    /// <summary>Watches a run to its end.</summary>
    public static async Task<Run> EndOfAsync(ClassifierService.ClassifierServiceClient classifier, string runId)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var call = classifier.WatchRun(new WatchRunRequest { RunId = runId }, cancellationToken: timeout.Token);
        Run? last = null;
        await foreach (var update in call.ResponseStream.ReadAllAsync(timeout.Token))
            last = update.Run;
        return last ?? throw new InvalidOperationException($"WatchRun({runId}) sent nothing.");
    }

    /// <summary>The whole ledger of a run.</summary>
    public static async Task<IReadOnlyList<LedgerEntry>> LedgerAsync(LabelOracleService.LabelOracleServiceClient oracle, string runId)
    {
        using var call = oracle.StreamLedger(new StreamLedgerRequest { RunId = runId });
        List<LedgerEntry> entries = [];
        await foreach (var response in call.ResponseStream.ReadAllAsync())
            entries.AddRange(response.Entries);
        return entries;
    }
}
