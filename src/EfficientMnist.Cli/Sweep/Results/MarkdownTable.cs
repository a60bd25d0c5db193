namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>Lines of a Markdown table.</summary>
internal static class MarkdownTable
{
    public static string Header(IReadOnlyList<string> cells) => Row(cells) + $"|{string.Concat(Enumerable.Repeat("---|", cells.Count))}\n";

    public static string Row(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |\n";
}
