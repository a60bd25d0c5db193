using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Runs;

namespace EfficientMnist.Web.Ledger;

/// <summary>A ledger as a file, headed by the options of its run: CSV (RFC 4180, the head as comments) or JSON lines (the head as first record).</summary>
internal static class LedgerFile
{
    private static readonly (string Name, Func<LedgerEntry, ClassNames, JsonNode?> Value)[] Columns =
    [
        ("entry_id", (e, _) => e.EntryId),
        ("time", (e, _) => e.Time?.ToDateTime().ToString("O", CultureInfo.InvariantCulture)),
        ("run_id", (e, _) => e.RunId),
        ("request_id", (e, _) => e.RequestId),
        ("round", (e, _) => e.Round),
        ("sample_id", (e, _) => e.SampleId),
        ("action", (e, _) => LedgerText.Of(e.Action)),
        ("label", (e, _) => e.Label),
        ("class", (e, names) => e.Label < 0 ? "" : names[e.Label]),
        ("purpose", (e, _) => e.Purpose.ToString().ToLowerInvariant()),
        ("strategy", (e, _) => e.Strategy),
        ("score", (e, _) => e.Score),
        ("rank", (e, _) => e.Rank),
        ("charged", (e, _) => e.Charged),
        ("annotator", (e, _) => e.Annotator),
        ("supersedes_entry_id", (e, _) => e.SupersedesEntryId),
        ("trace_id", (e, _) => e.TraceId),
    ];

    public static async Task WriteCsvAsync(Run run, ClassNames names, IAsyncEnumerable<LedgerEntry> entries, TextWriter writer)
    {
        foreach (var (name, value) in Head(run))
            await writer.WriteAsync($"# {name}={value}\r\n");
        await writer.WriteAsync(string.Join(',', Columns.Select(column => column.Name)) + "\r\n");
        await foreach (var entry in entries)
            await writer.WriteAsync(string.Join(',', Columns.Select(column => Quoted(column.Value(entry, names)?.ToString() ?? ""))) + "\r\n");
    }

    public static async Task WriteJsonLinesAsync(Run run, ClassNames names, IAsyncEnumerable<LedgerEntry> entries, TextWriter writer)
    {
        var head = new JsonObject(Head(run).Select(pair => KeyValuePair.Create(pair.Name, (JsonNode?)pair.Value)));
        await writer.WriteAsync(head.ToJsonString() + "\n");
        await foreach (var entry in entries)
            await writer.WriteAsync(new JsonObject(Columns.Select(column => KeyValuePair.Create(column.Name, column.Value(entry, names)))).ToJsonString() + "\n");
    }

    private static IEnumerable<(string Name, string Value)> Head(Run run) =>
        run.Options.OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => (option.Key, option.Value)).Prepend(("run_id", run.RunId));

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
