using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Ledger;

/// <summary>The options of eml ledger: how the rows are written, and which.</summary>
internal sealed record LedgerOptions
{
    public const string Csv = "csv";
    private const string JsonLines = "jsonl";
    private const string Table = "table";

    public string Format { get; init; } = Table;

    public string Out { get; init; } = "";

    public bool Json { get; init; }

    public bool Verify { get; init; }

    public QueryPurpose Purpose { get; init; }

    public LedgerAction Action { get; init; }

    public int? Round { get; init; }

    public int? Label { get; init; }

    public int? Sample { get; init; }

    public string Annotator { get; init; } = "";

    public static OptionTable<LedgerOptions> Options { get; } = new OptionTable<LedgerOptions>("eml ledger", new())
        .Choice("--format", o => o.Format, [Table, Csv, JsonLines], $"How the rows are written; with --out {Csv} where nothing else is said.")
        .Text("--out", o => o.Out, "a file", "The file to write; to the terminal where it is not given.")
        .Switch("--json", o => o.Json, $"The same as --format {JsonLines}.")
        .Switch("--verify", o => o.Verify, "Holds every row, and the end of the ledger, against checksums instead of printing rows.")
        .Choice("purpose", o => o.Purpose, Named<QueryPurpose>(), "Only rows that were bought for this.")
        .Choice("action", o => o.Action, Named<LedgerAction>(), "Only rows of this action.")
        .OptionalWhole("round", o => o.Round, -1, int.MaxValue, "Only rows of this round.")
        .OptionalWhole("label", o => o.Label, -1, int.MaxValue, "Only rows of this class, by its number; -1 is a row without one.")
        .OptionalWhole("sample", o => o.Sample, 0, int.MaxValue, "Only rows of this image, by its number.")
        .Text("annotator", o => o.Annotator, "a name", "Only rows of this person.")
        .Rule((o, _) => o.Json && o.Format == Csv ? $"--json and --format {Csv} exclude each other." : null)
        .Rule((o, _) => o.Verify && !o.Request("").Equals(new StreamLedgerRequest()) ? "--verify is of whole runs: it takes no purpose, action, round, label, sample or annotator." : null);

    /// <summary>The format of a file; null for a table.</summary>
    public string? Written => (Json, Format, Out) switch
    {
        (true, _, _) => JsonLines,
        (_, Table, "") => null,
        (_, Table, _) => Csv,
        _ => Format,
    };

    public StreamLedgerRequest Request(string run)
    {
        var request = new StreamLedgerRequest { RunId = run, Purpose = Purpose, Action = Action, Annotator = Annotator };
        if (Round is { } round)
            request.Round = round;
        if (Label is { } label)
            request.Label = label;
        if (Sample is { } sample)
            request.SampleId = sample;
        return request;
    }

    private static (string, T)[] Named<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Where(value => !value.Equals(default(T))).Select(value => (value.ToString().ToLowerInvariant(), value))];
}
