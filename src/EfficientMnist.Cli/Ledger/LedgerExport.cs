using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Ledger;

/// <summary>The ledger as a table, as CSV (RFC 4180) and as JSON lines.</summary>
internal static class LedgerExport
{
    private static readonly (string Name, Func<LedgerEntry, JsonNode?> Value)[] Columns =
    [
        ("entry_id", e => e.EntryId),
        ("time", e => e.Time?.ToDateTime().ToString("O", CultureInfo.InvariantCulture)),
        ("run_id", e => e.RunId),
        ("request_id", e => e.RequestId),
        ("round", e => e.Round),
        ("sample_id", e => e.SampleId),
        ("label", e => e.Label),
        ("purpose", e => e.Purpose.ToString().ToLowerInvariant()),
        ("strategy", e => e.Strategy),
        ("score", e => e.Score),
        ("rank", e => e.Rank),
        ("charged", e => e.Charged),
        ("trace_id", e => e.TraceId),
    ];

    private static readonly string[] InTable = ["entry_id", "time", "round", "sample_id", "label", "purpose", "strategy", "score", "rank", "charged"];

    public static async Task WriteCsvAsync(IAsyncEnumerable<LedgerEntry> entries, TextWriter writer)
    {
        await writer.WriteLineAsync(string.Join(',', Columns.Select(c => c.Name)));
        await foreach (var entry in entries)
            await writer.WriteLineAsync(string.Join(',', Columns.Select(c => Quoted(Text(c.Value(entry))))));
    }

    public static async Task WriteJsonLinesAsync(IAsyncEnumerable<LedgerEntry> entries, TextWriter writer)
    {
        await foreach (var entry in entries)
            await writer.WriteLineAsync(new JsonObject(Columns.Select(c => KeyValuePair.Create(c.Name, c.Value(entry)))).ToJsonString());
    }

    public static async Task<Table> ToTableAsync(IAsyncEnumerable<LedgerEntry> entries)
    {
        var table = new Table().AddColumns(InTable);
        await foreach (var entry in entries)
            table.AddRow([.. Columns.Where(c => InTable.Contains(c.Name)).Select(c => Markup.Escape(Text(c.Value(entry))))]);
        return table;
    }

    private static string Text(JsonNode? value) => value?.ToString() ?? "";

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
