using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Contracts.Ledgers;

/// <summary>The answers of a run as its ledger has them now, and the tables in which people take them along.</summary>
public sealed class FinalAnswers
{
    private FinalAnswers(IReadOnlyList<LedgerEntry> latest) =>
        (Labels, Rejected) = ([.. latest.Where(entry => entry.Label >= 0)], [.. latest.Where(entry => entry.Reject != RejectReason.Unspecified)]);

    /// <summary>The row that tells an image's label, one for each image that has one, in the order of the images.</summary>
    public IReadOnlyList<LedgerEntry> Labels { get; }

    /// <summary>The row by which an image is rejected, in the order of the images.</summary>
    public IReadOnlyList<LedgerEntry> Rejected { get; }

    /// <summary>The row of each image that was answered or given, in the order of the images.</summary>
    public IEnumerable<LedgerEntry> All => Labels.Concat(Rejected).OrderBy(entry => entry.SampleId);

    /// <summary>Reads the ledger of a run: later rows take the place of earlier ones of the same image.</summary>
    /// <exception cref="RpcException">There is no such ledger, or the oracle does not answer.</exception>
    public static async Task<FinalAnswers> OfAsync(LabelOracleService.LabelOracleServiceClient oracle, string runId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        using var ledger = oracle.StreamLedger(new StreamLedgerRequest { RunId = runId }, cancellationToken: cancellationToken);
        var latest = new SortedDictionary<int, LedgerEntry>();
        while (await ledger.ResponseStream.MoveNext(cancellationToken))
        {
            foreach (var entry in ledger.ResponseStream.Current.Entries)
                latest[entry.SampleId] = entry;
        }
        return new FinalAnswers([.. latest.Values]);
    }

    /// <summary>What an image is called where other programs read it: its file, or its place in the pool.</summary>
    public static string NameOf(string file, int sample)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Length > 0 ? file : $"image-{sample}";
    }

    /// <summary>Writes the labels as <c>file,label</c>, which can be imported again beside the images.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="className">The name of a class.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task WriteLabelsAsync(TextWriter writer, Func<int, string> className, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(className);
        await writer.WriteAsync("file,label\n");
        foreach (var entry in Labels)
            await writer.WriteAsync($"{CsvText.Words(NameOf(entry.File, entry.SampleId))},{CsvText.Words(className(entry.Label))}\n".AsMemory(), cancellationToken);
    }

    /// <summary>Writes the images that were rejected as <c>file,reject,annotator</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task WriteRejectedAsync(TextWriter writer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writer);
        await writer.WriteAsync("file,reject,annotator\n");
        foreach (var entry in Rejected)
            await writer.WriteAsync($"{CsvText.Words(NameOf(entry.File, entry.SampleId))},{RejectNames.Of(entry.Reject)},{CsvText.Words(entry.Annotator)}\n".AsMemory(), cancellationToken);
    }
}
