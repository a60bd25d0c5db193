namespace EfficientMnist.Core.Options;

/// <summary>Guesses what a mistyped name was meant to be.</summary>
public static class NearestName
{
    // Whatever somebody pastes, the distance stays a matter of microseconds.
    private const int Longest = 100;

    /// <summary>A name that goes on where the mistyped one ends, else the one with the fewest letters to change; null of no names.</summary>
    public static string? Of(string mistyped, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(mistyped);
        var start = mistyped.Length > Longest ? mistyped[..Longest] : mistyped;
        return names.MinBy(name => (!name.StartsWith(start, StringComparison.Ordinal), Distance(start, name)));
    }

    /// <summary>Levenshtein distance: insertions, deletions and replacements from one to the other.</summary>
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
