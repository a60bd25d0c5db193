using System.Globalization;
using System.Text.RegularExpressions;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Core.Runs;

/// <summary>The name of a run, of its folder, and of its account at the label oracle: one rule for all services.</summary>
public readonly partial record struct RunId
{
    /// <exception cref="RefusalException">The text is no name of a run; says what is one.</exception>
    public RunId(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Value = Allowed.IsMatch(value)
            ? value
            : throw Refusal.InvalidField(
                "run_id", $"run_id '{Refusal.Quote(value)}' must be 1 to 80 characters of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit.");
    }

    public string Value { get; }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,79}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed { get; }

    /// <summary>Whether the text is a name of a run.</summary>
    public static bool IsName(string value) => Allowed.IsMatch(value);

    /// <summary>A new name. Names sort by time; their random part keeps two runs of one second apart.</summary>
    public static RunId Create(DateTimeOffset now) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..6]}"));

    public override string ToString() => Value;
}
