using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace EfficientMnist.Datasets.Import.Tables;

/// <summary>The rows of a table whose values are separated by commas, semicolons, tabs or bars.</summary>
internal static class CsvRows
{
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <summary>Each row with the line it ends in; empty lines are left out.</summary>
    /// <param name="text">The table.</param>
    /// <param name="name">The name of its file, for messages.</param>
    /// <exception cref="InvalidDataException">A quotation mark is not closed or stands inside a value; the message names the line.</exception>
    public static IEnumerable<(int Line, string[] Fields)> Of(TextReader text, string name, char separator)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            HasHeaderRecord = false,
            TrimOptions = TrimOptions.Trim,
            IgnoreBlankLines = true,
            BadDataFound = bad => throw new InvalidDataException($"Line {bad.Context.Parser!.RawRow} of '{name}' has a quotation mark in the middle of a value: {bad.RawRecord.Trim()}. Put the value in quotation marks and double those inside."),
        };
        using var parser = new CsvParser(text, configuration, leaveOpen: true);
        while (parser.Read())
        {
            var fields = parser.Record!;
            if (!Array.TrueForAll(fields, string.IsNullOrWhiteSpace)) yield return (parser.RawRow, fields);
        }
    }

    /// <summary>The separator that the first line has most of, outside quotation marks.</summary>
    public static char SeparatorOf(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[Separators.Length];
        var quoted = false;
        foreach (var letter in text)
        {
            if (letter == '"') quoted = !quoted;
            if (letter is '\r' or '\n' && !quoted && counts.ContainsAnyExcept(0)) break;
            if (!quoted && Array.IndexOf(Separators, letter) is >= 0 and var at) counts[at]++;
        }
        var best = 0;
        for (var i = 1; i < counts.Length; i++) best = counts[i] > counts[best] ? i : best;
        return Separators[best];
    }
}
