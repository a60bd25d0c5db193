using System.Globalization;

namespace EfficientMnist.AppHost.Restarts;

/// <summary>Why a process has ended, as far as its exit code and its log tell.</summary>
internal static class LastWords
{
    private const int Longest = 300;
    private const string Unhandled = "Unhandled exception. ";

    /// <param name="exitCode">Null where there is none.</param>
    /// <param name="lines">The log, oldest line first.</param>
    public static string Of(int? exitCode, IReadOnlyList<string> lines)
    {
        var said = lines.Select(Without).LastOrDefault(line => line.StartsWith(Unhandled, StringComparison.Ordinal))?[Unhandled.Length..]
            ?? lines.Select(Without).LastOrDefault(line => line.Length > 0 && !line.StartsWith("   at ", StringComparison.Ordinal) && !line.StartsWith("[sys]", StringComparison.Ordinal))
            ?? "";
        var code = exitCode is { } number ? string.Create(CultureInfo.InvariantCulture, $"exit code {number}") : "no exit code";
        return said.Length == 0 ? code : $"{code}: {(said.Length > Longest ? said[..Longest] + "…" : said)}";
    }

    // Aspire writes a time before each line.
    private static string Without(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && DateTimeOffset.TryParse(line[..space], CultureInfo.InvariantCulture, out _) ? line[(space + 1)..].TrimEnd() : line.TrimEnd();
    }
}
