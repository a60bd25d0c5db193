using EfficientMnist.Cli.Accounts;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Ledger;

/// <summary>Rows of the ledger as a table, without the columns that only machines read.</summary>
internal static class LedgerTable
{
    private static readonly string[] Columns = ["entry_id", "time", "round", "sample_id", "file", "action", "label", "class", "purpose", "strategy", "score", "rank", "charged", "annotator"];

    public static async Task<Table> OfAsync(LabelledRun run, IAsyncEnumerable<LedgerEntry> entries)
    {
        var table = new Table().AddColumns(Columns);
        await foreach (var entry in entries)
        {
            var row = run.Ledger.Row(entry);
            table.AddRow([.. Columns.Select(column => Markup.Escape(row[column]?.ToString() ?? ""))]);
        }
        return table;
    }
}
