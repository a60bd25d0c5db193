using System.Text.Json;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Export;

/// <summary>What the exported files were made by: beside the tables, not above them.</summary>
internal static class RunFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Task WriteAsync(string path, LabelledRun run, Dataset dataset, CancellationToken cancellationToken) => File.WriteAllTextAsync(
        path, Described(run, dataset).ToJsonString(Indented) + "\n", cancellationToken);

    private static JsonObject Described(LabelledRun run, Dataset dataset)
    {
        var described = new JsonObject
        {
            ["run_id"] = run.Id,
            ["dataset"] = dataset.Name,
            ["classes"] = new JsonArray([.. run.ClassNames.Select(name => JsonValue.Create(name))]),
            ["content_hashes"] = new JsonObject(dataset.Splits.Select(split => KeyValuePair.Create<string, JsonNode?>(split.Split.ToString().ToLowerInvariant(), split.ContentHash))),
            ["options"] = new JsonObject(run.Options.OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => KeyValuePair.Create<string, JsonNode?>(option.Key, option.Value))),
        };
        if (run.Money is { } money)
            (described["paid"], described["money"]) = (money.Paid, money.Limit);
        return described;
    }
}
