using System.Text.Json.Nodes;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Export;

/// <summary>Final labels as a table that can be imported again, and as JSON in the shape of COCO's.</summary>
internal static class LabelFiles
{
    public static async Task WriteTableAsync(string path, LabelledRun run, IReadOnlyList<LedgerEntry> labels, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(path);
        await writer.WriteAsync("file,label\n");
        foreach (var entry in labels)
            await writer.WriteAsync($"{CsvText.Words(FinalLabels.NameOf(entry.File, entry.SampleId))},{CsvText.Words(run.ClassName(entry.Label))}\n".AsMemory(), cancellationToken);
    }

    public static async Task WriteRejectedAsync(string path, IReadOnlyList<LedgerEntry> rejected, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(path);
        await writer.WriteAsync("file,reject,annotator\n");
        foreach (var entry in rejected)
            await writer.WriteAsync($"{CsvText.Words(FinalLabels.NameOf(entry.File, entry.SampleId))},{RejectNames.Of(entry.Reject)},{CsvText.Words(entry.Annotator)}\n".AsMemory(), cancellationToken);
    }

    /// <summary>COCO counts its categories from 1; a label of a whole image is an annotation without a box.</summary>
    public static Task WriteCocoAsync(string path, LabelledRun run, Dataset dataset, IReadOnlyList<LedgerEntry> labels, CancellationToken cancellationToken)
    {
        var json = new JsonObject
        {
            ["info"] = new JsonObject { ["description"] = $"labels of the run {run.Id} on {dataset.Name}" },
            ["categories"] = new JsonArray([.. run.ClassNames.Select((name, label) => new JsonObject { ["id"] = label + 1, ["name"] = name })]),
            ["images"] = new JsonArray([.. labels.Select(entry => new JsonObject { ["id"] = entry.SampleId, ["file_name"] = FinalLabels.NameOf(entry.File, entry.SampleId) })]),
            ["annotations"] = new JsonArray([.. labels.Select((entry, i) => new JsonObject
            {
                ["id"] = i + 1, ["image_id"] = entry.SampleId, ["category_id"] = entry.Label + 1, ["source"] = entry.Action.ToString().ToLowerInvariant(), ["annotator"] = entry.Annotator,
            })]),
        };
        return File.WriteAllTextAsync(path, json.ToJsonString() + "\n", cancellationToken);
    }
}
