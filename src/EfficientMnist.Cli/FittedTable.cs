using Spectre.Console;

namespace EfficientMnist.Cli;

/// <summary>A table of as many columns as the terminal is wide enough for, each row on one line.</summary>
internal static class FittedTable
{
    // What a column takes besides its longest cell: a line, and a space on both sides.
    private const int Around = 3;
    private const string Cut = "…";

    /// <summary>Writes the table; where columns have no room, which ones they are and where they can be read is said below it.</summary>
    /// <param name="console">Where it is written.</param>
    /// <param name="columns">The names of the columns.</param>
    /// <param name="rows">The cells of each row.</param>
    /// <param name="expendable">The columns that are left out where there is no room, the first of them first.</param>
    /// <param name="elsewhere">Where everything can be read, such as --json.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows, IReadOnlyList<string> expendable, string elsewhere)
    {
        var widths = columns.Select((column, i) => rows.Select(row => row[i].Length).Append(column.Length).Max()).ToList();
        var left = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in expendable.TakeWhile(_ => Width() > console.Profile.Width))
            left.Add(column);
        // What is still too wide is cut where it is longest.
        var excess = Width() - console.Profile.Width;
        var longest = Kept().MaxBy(i => widths[i]);
        var most = excess > 0 ? Math.Max(1, widths[longest] - excess) : widths[longest];

        var table = new Table();
        foreach (var i in Kept())
            table.AddColumn(new TableColumn(Markup.Escape(columns[i])).NoWrap());
        foreach (var row in rows)
            table.AddRow([.. Kept().Select(i => Markup.Escape(i == longest && row[i].Length > most ? row[i][..(most - 1)] + Cut : row[i]))]);
        console.Write(table);
        if (left.Count > 0)
            console.WriteLine($"Left out for lack of room: {string.Join(", ", columns.Where(left.Contains))}; {elsewhere} has them.");

        IEnumerable<int> Kept() => Enumerable.Range(0, columns.Count).Where(i => !left.Contains(columns[i]));
        int Width() => Kept().Sum(i => widths[i] + Around) + 1;
    }
}
