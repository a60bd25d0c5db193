using EfficientMnist.Cli.Accounts;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Export;

/// <summary>The labels of a run as its ledger has them now.</summary>
internal static class FinalLabels
{
    /// <summary>The row that tells each image's label, in the order of the images.</summary>
    public static async Task<IReadOnlyList<LedgerEntry>> OfAsync(SystemConnection system, LabelledRun run, CancellationToken cancellationToken) =>
        [.. (await AnswersAsync(system, run, cancellationToken)).Where(entry => entry.Label >= 0)];

    /// <summary>The same, and the rows that say that people have rejected an image.</summary>
    public static async Task<IReadOnlyList<LedgerEntry>> AnswersAsync(SystemConnection system, LabelledRun run, CancellationToken cancellationToken)
    {
        using var ledger = system.Oracle.StreamLedger(new StreamLedgerRequest { RunId = run.Id }, cancellationToken: cancellationToken);
        var latest = new SortedDictionary<int, LedgerEntry>();
        await foreach (var page in ledger.ResponseStream.ReadAllAsync(cancellationToken))
        {
            foreach (var entry in page.Entries)
                latest[entry.SampleId] = entry;
        }
        return [.. latest.Values.Where(entry => entry.Label >= 0 || entry.Reject != RejectReason.Unspecified)];
    }

    /// <summary>What an image is called where other programs read it.</summary>
    public static string NameOf(string file, int sample) => file.Length > 0 ? file : $"image-{sample}";
}
