using EfficientMnist.Cli.Accounts;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Ledger;

/// <summary>Rows of the ledger as a table, without the columns that only machines read.</summary>
internal static class LedgerTable
{
    private static readonly string[] Columns = ["entry_id", "time", "round", "sample_id", "file", "action", "label", "class", "purpose", "strategy", "score", "rank", "charged", "paid", "annotator"];

    // What a narrow terminal can do without, the first of them first.
    private static readonly string[] Expendable = ["strategy", "purpose", "entry_id", "annotator", "label", "rank", "charged", "paid", "file", "score", "round"];

    public static async Task WriteAsync(IAnsiConsole console, LabelledRun run, IAsyncEnumerable<LedgerEntry> entries, string elsewhere)
    {
        string[] columns = [.. Columns.Where(column => column != "paid" || run.Money is not null)];
        List<string[]> rows = [];
        await foreach (var entry in entries)
        {
            var row = run.Ledger.Row(entry);
            rows.Add([.. columns.Select(column => column == "class" && entry.Reject != RejectReason.Unspecified ? RejectNames.Phrase(entry.Reject) : row[column]?.ToString() ?? "")]);
        }
        FittedTable.Write(console, columns, rows, Expendable, elsewhere);
    }
}
