using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Ledger;
using EfficientMnist.Web.Runs;
using Google.Protobuf;
using Grpc.Core;

namespace EfficientMnist.Web.Downloads;

/// <summary>What there is of a run to take along, as files.</summary>
internal sealed class RunArchive(
    ClassifierService.ClassifierServiceClient classifier, LabelOracleService.LabelOracleServiceClient oracle, DatasetStoreService.DatasetStoreServiceClient store)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Everything as one zip, written as it is read.</summary>
    /// <exception cref="RpcException">There is no such run, or a service does not answer.</exception>
    public async Task WriteAsync(string runId, Stream output, CancellationToken cancellationToken)
    {
        var run = (await classifier.GetRunAsync(new GetRunRequest { RunId = runId }, cancellationToken: cancellationToken)).Run;
        var names = await ClassNames.OfAsync(oracle, store, run, cancellationToken);
        var answers = await FinalAnswers.OfAsync(oracle, runId, cancellationToken);
        var ledger = new LedgerFile(runId, run.Options, names.Names);
        await using var zip = await ZipArchive.CreateAsync(output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        await AddAsync(zip, "run.json", writer => writer.WriteAsync(Readable(run)), cancellationToken);
        await AddAsync(zip, "ledger.csv", writer => ledger.WriteCsvAsync(new LedgerQuery(runId).AllAsync(oracle, cancellationToken), writer), cancellationToken);
        await AddAsync(zip, "ledger.jsonl", writer => ledger.WriteJsonLinesAsync(new LedgerQuery(runId).AllAsync(oracle, cancellationToken), writer), cancellationToken);
        await AddAsync(zip, "labels.csv", writer => answers.WriteLabelsAsync(writer, label => names[label], cancellationToken), cancellationToken);
        await AddAsync(zip, "rejected.csv", writer => answers.WriteRejectedAsync(writer, cancellationToken), cancellationToken);
        await AddAsync(zip, "predictions.csv", writer => WritePredictionsAsync(runId, writer, cancellationToken), cancellationToken);
    }

    /// <summary>What the run's latest classifier takes each image of the pool for.</summary>
    public async Task WritePredictionsAsync(string runId, TextWriter writer, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names = [];
        var begun = false;
        using var call = classifier.StreamPoolState(new StreamPoolStateRequest { RunId = runId }, cancellationToken: cancellationToken);
        await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            // Not before there is an answer: a refusal is told as such, not as a file.
            if (!begun)
            {
                await writer.WriteLineAsync("sample_id,predicted,class,confidence,label_bought");
                (begun, names) = (true, part.ClassNames);
            }
            for (var i = 0; i < part.SampleIds.Count; i++)
            {
                var predicted = part.Predicted[i];
                await writer.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{part.SampleIds[i]},{predicted},{CsvText.Words(names.ElementAtOrDefault(predicted) ?? "")},{part.Confidence[i]:0.####},{(part.Bought[i] > 0 ? part.Label[i] : -1)}"));
            }
        }
    }

    private static async Task AddAsync(ZipArchive zip, string name, Func<TextWriter, Task> write, CancellationToken cancellationToken)
    {
        await using var stream = await zip.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(cancellationToken);
        await using var writer = new StreamWriter(stream);
        await write(writer);
    }

    private static string Readable(Run run)
    {
        using var document = JsonDocument.Parse(JsonFormatter.Default.Format(run));
        return JsonSerializer.Serialize(document.RootElement, Indented);
    }
}
