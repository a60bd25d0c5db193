using System.Text.Json.Nodes;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Export;

/// <summary>Final labels as JSON in the shape of COCO's.</summary>
internal static class CocoFile
{
    /// <summary>COCO counts its categories from 1; a label of a whole image is an annotation without a box.</summary>
    public static Task WriteAsync(string path, LabelledRun run, Dataset dataset, IReadOnlyList<LedgerEntry> labels, CancellationToken cancellationToken)
    {
        var json = new JsonObject
        {
            ["info"] = new JsonObject { ["description"] = $"labels of the run {run.Id} on {dataset.Name}" },
            ["categories"] = new JsonArray([.. run.ClassNames.Select((name, label) => new JsonObject { ["id"] = label + 1, ["name"] = name })]),
            ["images"] = new JsonArray([.. labels.Select(entry => new JsonObject { ["id"] = entry.SampleId, ["file_name"] = FinalAnswers.NameOf(entry.File, entry.SampleId) })]),
            ["annotations"] = new JsonArray([.. labels.Select((entry, i) => new JsonObject
            {
                ["id"] = i + 1, ["image_id"] = entry.SampleId, ["category_id"] = entry.Label + 1, ["source"] = entry.Action.ToString().ToLowerInvariant(), ["annotator"] = entry.Annotator,
            })]),
        };
        return File.WriteAllTextAsync(path, json.ToJsonString() + "\n", cancellationToken);
    }
}
