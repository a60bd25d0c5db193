namespace EfficientMnist.TensorBoard;

/// <summary>What the projector shows beside each point.</summary>
/// <param name="Heads">Names of the columns.</param>
/// <param name="Rows">A row for each point, with a cell for each column.</param>
public sealed record ProjectorMetadata(IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    public int Count => Rows.Count;

    /// <summary>Lines of the file. One column has no head: TensorBoard would take it for a point.</summary>
    public IEnumerable<string> Lines => (Heads.Count == 1 ? Rows : Rows.Prepend(Heads)).Select(row => string.Join('\t', row.Select(Clean)));

    private static string Clean(string cell) => cell.Replace('\t', ' ').ReplaceLineEndings(" ");
}
