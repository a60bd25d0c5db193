using System.Text;

namespace EfficientMnist.Core.Refusals;

/// <summary>
/// The answer no, expected and meant for whoever asked: it says what is wrong and what to do instead. Made by
/// <see cref="Refusal"/>. Any other exception is a fault of the program, whose text stays inside.
/// </summary>
public sealed class RefusalException : Exception
{
    /// <summary>The longest message, in bytes of UTF-8: with its details it must fit into the trailers of a call.</summary>
    public const int LongestMessage = 1_000;

    private const string More = " …";

    internal RefusalException(RefusalKind kind, string message, Exception? cause)
        : base(Shorten(message), cause) => Kind = kind;

    public RefusalKind Kind { get; }

    /// <summary>The option or field whose value is wrong; empty where it is no single one.</summary>
    public string Field { get; init; } = "";

    /// <summary>What a program may want to know besides the message, by name, such as what is left of a budget.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    private static string Shorten(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Encoding.UTF8.GetByteCount(message) <= LongestMessage)
            return message;
        var room = LongestMessage - Encoding.UTF8.GetByteCount(More);
        var kept = new StringBuilder();
        foreach (var rune in message.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
                break;
            kept.Append(rune.ToString());
        }
        return kept.Append(More).ToString();
    }
}
