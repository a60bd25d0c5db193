using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Labelling;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Ledger;

/// <summary>The ledger as a table, as CSV (RFC 4180, headed by the run's options as comments) and as JSON lines (the options as first record).</summary>
internal static class LedgerExport
{
    private static readonly (string Name, Func<LedgerEntry, LabelledRun, JsonNode?> Value)[] Columns =
    [
        ("entry_id", (e, _) => e.EntryId),
        ("time", (e, _) => e.Time?.ToDateTime().ToString("O", CultureInfo.InvariantCulture)),
        ("run_id", (e, _) => e.RunId),
        ("request_id", (e, _) => e.RequestId),
        ("round", (e, _) => e.Round),
        ("sample_id", (e, _) => e.SampleId),
        ("action", (e, _) => e.Action.ToString().ToLowerInvariant()),
        ("label", (e, _) => e.Label),
        ("class", (e, run) => run.ClassName(e.Label)),
        ("purpose", (e, _) => e.Purpose.ToString().ToLowerInvariant()),
        ("strategy", (e, _) => e.Strategy),
        ("score", (e, _) => e.Score),
        ("rank", (e, _) => e.Rank),
        ("charged", (e, _) => e.Charged),
        ("annotator", (e, _) => e.Annotator),
        ("supersedes_entry_id", (e, _) => e.SupersedesEntryId),
        ("trace_id", (e, _) => e.TraceId),
    ];

    private static readonly string[] InTable = ["entry_id", "time", "round", "sample_id", "action", "label", "class", "purpose", "strategy", "score", "rank", "charged", "annotator"];

    /// <summary>Returns the number of rows.</summary>
    public static async Task<int> WriteCsvAsync(LabelledRun run, IAsyncEnumerable<LedgerEntry> entries, TextWriter writer)
    {
        foreach (var (name, value) in run.Head)
            await writer.WriteLineAsync($"# {name}={value}");
        await writer.WriteLineAsync(string.Join(',', Columns.Select(c => c.Name)));
        var rows = 0;
        await foreach (var entry in entries)
        {
            await writer.WriteLineAsync(string.Join(',', Columns.Select(c => Quoted(Text(c.Value(entry, run))))));
            rows++;
        }
        return rows;
    }

    /// <summary>Returns the number of rows.</summary>
    public static async Task<int> WriteJsonLinesAsync(LabelledRun run, IAsyncEnumerable<LedgerEntry> entries, TextWriter writer)
    {
        await writer.WriteLineAsync(new JsonObject(run.Head.Select(pair => KeyValuePair.Create(pair.Name, (JsonNode?)pair.Value))).ToJsonString());
        var rows = 0;
        await foreach (var entry in entries)
        {
            await writer.WriteLineAsync(ToJson(run, entry).ToJsonString());
            rows++;
        }
        return rows;
    }

    public static JsonObject ToJson(LabelledRun run, LedgerEntry entry) => new(Columns.Select(c => KeyValuePair.Create(c.Name, c.Value(entry, run))));

    public static async Task<Table> ToTableAsync(LabelledRun run, IAsyncEnumerable<LedgerEntry> entries)
    {
        var table = new Table().AddColumns(InTable);
        await foreach (var entry in entries)
            table.AddRow([.. Columns.Where(c => InTable.Contains(c.Name)).Select(c => Markup.Escape(Text(c.Value(entry, run))))]);
        return table;
    }

    private static string Text(JsonNode? value) => value?.ToString() ?? "";

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
