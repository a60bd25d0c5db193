namespace EfficientMnist.Contracts.Ledgers;

/// <summary>Values as they stand in a CSV file (RFC 4180).</summary>
public static class CsvText
{
    private const string Formulas = "=+-@\t\r";

    /// <summary>A value quoted where it has to be.</summary>
    public static string Quoted(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>
    /// Words that people have chosen, such as names of classes, files and annotators. Those that a spreadsheet would take for
    /// a formula have an apostrophe before them (OWASP, CSV injection).
    /// </summary>
    public static string Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Quoted(text.Length > 0 && Formulas.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text);
    }
}
