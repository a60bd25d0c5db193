namespace EfficientMnist.Cli.Sweep;

/// <summary>The command that repeats a sweep or a search.</summary>
internal static class SweepCommand
{
    private static readonly string[] Elsewhere = ["--json", "--system"];

    /// <summary>As typed, without what is about this machine or this screen.</summary>
    public static string Text(string verb, IReadOnlyList<string> arguments)
    {
        var words = new List<string> { $"./eml {verb}" };
        for (var i = 0; i < arguments.Count; i++)
        {
            if (Elsewhere.Contains(arguments[i]) || arguments[i].StartsWith("--root=", StringComparison.Ordinal))
                continue;
            if (arguments[i] == "--root")
                i++;
            else
                words.Add(Quoted(arguments[i]));
        }
        return string.Join(' ', words);
    }

    private static string Quoted(string word) =>
        word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=,:+%@".Contains(c, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", """'\''""", StringComparison.Ordinal)}'";
}
