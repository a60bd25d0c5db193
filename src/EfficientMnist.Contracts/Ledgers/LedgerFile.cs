using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Contracts.Ledgers;

/// <summary>
/// A run's ledger as it leaves the system, headed by the options that the run was made with: CSV (quoted as in RFC 4180,
/// lines ending in a line feed, the head as comments) or JSON lines (the head as first record).
/// </summary>
/// <param name="runId">Whose ledger.</param>
/// <param name="options">Every option of the run, its seed among them.</param>
/// <param name="classNames">What the labels are called; a label beyond them is told by its number.</param>
public sealed class LedgerFile(string runId, IReadOnlyDictionary<string, string> options, IReadOnlyList<string> classNames)
{
    private static readonly (string Name, Func<LedgerEntry, LedgerFile, JsonNode?> Value)[] Values =
    [
        ("entry_id", (e, _) => e.EntryId),
        ("time", (e, _) => e.Time?.ToDateTime().ToString("O", CultureInfo.InvariantCulture)),
        ("run_id", (e, _) => e.RunId),
        ("request_id", (e, _) => e.RequestId),
        ("round", (e, _) => e.Round),
        ("sample_id", (e, _) => e.SampleId),
        ("file", (e, _) => e.File),
        ("action", (e, _) => Lower(e.Action)),
        ("label", (e, _) => e.Label),
        ("class", (e, file) => file.ClassName(e.Label)),
        ("reject", (e, _) => RejectNames.Of(e.Reject)),
        ("purpose", (e, _) => Lower(e.Purpose)),
        ("strategy", (e, _) => e.Strategy),
        ("score", (e, _) => e.Score),
        ("rank", (e, _) => e.Rank),
        ("charged", (e, _) => e.Charged),
        ("paid", (e, _) => e.Paid),
        ("annotator", (e, _) => e.Annotator),
        ("supersedes_entry_id", (e, _) => e.SupersedesEntryId),
        ("trace_id", (e, _) => e.TraceId),
    ];

    /// <summary>Names of the columns, in their order.</summary>
    public static IReadOnlyList<string> Columns { get; } = [.. Values.Select(value => value.Name)];

    private IEnumerable<(string Name, string Value)> Head =>
        options.OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => (option.Key, option.Value)).Prepend(("run_id", runId));

    /// <summary>A row with all its columns.</summary>
    public JsonObject Row(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new JsonObject(Values.Select(value => KeyValuePair.Create(value.Name, value.Value(entry, this))));
    }

    /// <summary>Returns the number of rows.</summary>
    public async Task<int> WriteCsvAsync(IAsyncEnumerable<LedgerEntry> entries, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (var (name, value) in Head)
            await writer.WriteAsync($"# {name}={value}\n");
        await writer.WriteAsync(string.Join(',', Columns) + "\n");
        return await EachAsync(entries, entry => writer.WriteAsync(string.Join(',', Values.Select(value => Text(value.Value(entry, this)))) + "\n"));
    }

    /// <summary>Returns the number of rows, the head not counted.</summary>
    public async Task<int> WriteJsonLinesAsync(IAsyncEnumerable<LedgerEntry> entries, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var head = new JsonObject(Head.Select(pair => KeyValuePair.Create(pair.Name, (JsonNode?)pair.Value)));
        await writer.WriteAsync(head.ToJsonString() + "\n");
        return await EachAsync(entries, entry => writer.WriteAsync(Row(entry).ToJsonString() + "\n"));
    }

    private static async Task<int> EachAsync(IAsyncEnumerable<LedgerEntry> entries, Func<LedgerEntry, Task> write)
    {
        var rows = 0;
        await foreach (var entry in entries)
        {
            await write(entry);
            rows++;
        }
        return rows;
    }

    private string ClassName(int label) => label < 0 ? "" : label < classNames.Count ? classNames[label] : label.ToString(CultureInfo.InvariantCulture);

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonValue words when words.TryGetValue<string>(out var text) => CsvText.Words(text),
        _ => CsvText.Quoted(value.ToString()),
    };
}
