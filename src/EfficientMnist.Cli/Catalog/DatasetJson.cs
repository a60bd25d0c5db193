using System.Text.Json.Nodes;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Catalog;

/// <summary>A data set as one JSON object.</summary>
internal static class DatasetJson
{
    public static JsonObject Of(Dataset dataset) => new()
    {
        ["name"] = dataset.Name,
        ["channels"] = dataset.Channels,
        ["height"] = dataset.Height,
        ["width"] = dataset.Width,
        ["classes"] = new JsonArray([.. dataset.ClassNames.Select(name => JsonValue.Create(name))]),
        ["train"] = CountOf(dataset, Split.Train),
        ["test"] = CountOf(dataset, Split.Test),
        ["has_labels"] = dataset.HasLabels,
        ["has_test_labels"] = dataset.HasTestLabels,
        ["given"] = dataset.Given,
        ["validation"] = dataset.Validation,
        ["imported"] = dataset.Imported,
        ["source"] = dataset.Source,
        ["version_of"] = dataset.VersionOf,
    };

    private static int CountOf(Dataset dataset, Split split) => dataset.Splits.Where(s => s.Split == split).Sum(s => s.Count);
}
