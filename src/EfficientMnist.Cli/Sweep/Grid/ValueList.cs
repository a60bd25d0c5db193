using System.Globalization;
using System.Text.RegularExpressions;
using EfficientMnist.Cli.Arguments;

namespace EfficientMnist.Cli.Sweep.Grid;

/// <summary>What stands right of the equals sign: <c>margin,random</c>, <c>1..3</c>, or both; a list in brackets is one value.</summary>
internal static partial class ValueList
{
    private const int LongestRange = 1_000;

    /// <summary>The values in the order typed, each once.</summary>
    /// <exception cref="UsageException">A value that is missing, or a range that is none.</exception>
    public static IReadOnlyList<string> Parse(string name, string text)
    {
        var values = new List<string>();
        foreach (var part in TopLevelParts(name, text))
        {
            if (part.Length == 0)
                throw new UsageException($"{name}={text}: a value is missing. Write {name}=first,second, or a range of whole numbers such as seed=1..3.");
            if (LooksLikeRange.IsMatch(part))
                values.AddRange(Range(name, part));
            else
                values.Add(part);
        }
        return [.. values.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> TopLevelParts(string name, string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth < 0)
                break;
            if (text[i] != ',' || depth > 0)
                continue;
            yield return text[start..i].Trim();
            start = i + 1;
        }
        if (depth != 0)
            throw new UsageException($"{name}={text}: the brackets do not match. A list that is one value is written {name}=[100,200].");
        yield return text[start..].Trim();
    }

    private static IEnumerable<string> Range(string name, string text)
    {
        var ends = text.Split("..");
        if (!int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !int.TryParse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last))
            throw new UsageException($"{name}={text}: a range has a whole number on either side, such as {name}=1..3.");
        if (last < first)
            throw new UsageException($"{name}={text}: the range ends before it begins. Write {name}={last}..{first}.");
        if (last - first >= LongestRange)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{name}={text}: the range has {last - (long)first + 1:N0} values, and {LongestRange:N0} are the most. Name the values wanted: {name}={first},{last}."));
        return Enumerable.Range(first, last - first + 1).Select(i => i.ToString(CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^-?\d*\.\.-?\d*$", RegexOptions.CultureInvariant)]
    private static partial Regex LooksLikeRange { get; }
}
