using System.Globalization;

namespace EfficientMnist.AppHost.Display;

/// <summary>The lines of the experiment among those that Aspire keeps for its resource.</summary>
internal sealed class LearnLines
{
    private const string SystemMark = "[sys] ";

    private bool _started;

    /// <summary>
    /// What the experiment printed; null for a line of Aspire's own. Those come before the process starts, and are marked later on.
    /// Each line is preceded by the time it was printed at, as in <c>2026-11-29T19:17:49.5870000Z Run …</c>.
    /// </summary>
    public string? Own(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var text = space > 0 && DateTimeOffset.TryParse(line[..space], CultureInfo.InvariantCulture, out _) ? line[(space + 1)..] : line;
        if (!text.StartsWith(SystemMark, StringComparison.Ordinal))
            return _started ? text : null;
        _started = true;
        return null;
    }
}
