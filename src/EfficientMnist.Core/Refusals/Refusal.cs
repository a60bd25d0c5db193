using System.Text;

namespace EfficientMnist.Core.Refusals;

/// <summary>The refusals there are, each with the sentence that the caller reads: it names the value and the remedy.</summary>
public static class Refusal
{
    /// <summary>The fact by which programs tell that it is a disk that has to come back.</summary>
    public const string DiskFact = "disk";

    /// <summary>The fact by which programs tell that what they do goes on elsewhere.</summary>
    public const string SupersededFact = "superseded";

    private const int LongestQuote = 60;

    /// <summary>The request can never be granted as it is.</summary>
    public static RefusalException Invalid(string message, Exception? cause = null) => new(RefusalKind.Invalid, message, cause);

    /// <summary>The value of one option or field can never be granted.</summary>
    /// <param name="field">Its name.</param>
    /// <param name="message">Names it, the value, and what is allowed.</param>
    public static RefusalException InvalidField(string field, string message) => new(RefusalKind.Invalid, message, null) { Field = Quote(field) };

    /// <summary>What the request names does not exist.</summary>
    public static RefusalException NotFound(string message, Exception? cause = null) => new(RefusalKind.NotFound, message, cause);

    /// <summary>The state of things forbids it now.</summary>
    public static RefusalException Conflict(string message, Exception? cause = null) => new(RefusalKind.Conflict, message, cause);

    /// <summary>Somebody else does now what the caller took for its own.</summary>
    public static RefusalException Superseded(string message) => new(RefusalKind.Conflict, message, null) { Facts = new Dictionary<string, string> { [SupersededFact] = "by a later one" } };

    /// <summary>The name that the request gives is that of something else.</summary>
    public static RefusalException Taken(string message) => new(RefusalKind.Taken, message, null);

    /// <summary>A budget or a queue has no room left.</summary>
    public static RefusalException Exhausted(string message, Exception? cause = null) => new(RefusalKind.Exhausted, message, cause);

    /// <inheritdoc cref="Exhausted(string, Exception)"/>
    /// <param name="message">Names what is left.</param>
    /// <param name="facts">The same for programs, by name.</param>
    public static RefusalException Exhausted(string message, IReadOnlyDictionary<string, string> facts) => new(RefusalKind.Exhausted, message, null) { Facts = facts };

    /// <summary>Somebody else has to come back first.</summary>
    public static RefusalException Unavailable(string message, Exception? cause = null) => new(RefusalKind.Unavailable, message, cause);

    /// <summary>A disk takes nothing more. It is mended by people, in their own time; the same request is granted then.</summary>
    public static RefusalException Disk(string message, Exception? cause = null) => new(RefusalKind.Unavailable, message, cause) { Facts = new Dictionary<string, string> { [DiskFact] = "refuses" } };

    /// <summary>A refusal as another process has told it.</summary>
    public static RefusalException Told(RefusalKind kind, string message, string field, IReadOnlyDictionary<string, string> facts) => new(kind, message, null) { Field = field, Facts = facts };

    /// <summary>What somebody has sent, cut short and without control characters, to be repeated in a message.</summary>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var shown = string.Concat(text.EnumerateRunes().Take(LongestQuote).Select(rune => Rune.IsControl(rune) ? "�" : rune.ToString()));
        return text.EnumerateRunes().Skip(LongestQuote).Any() ? shown + "…" : shown;
    }
}
