using System.Globalization;
using System.Text.RegularExpressions;

namespace EfficientMnist.Classifier.Runs;

/// <summary>Name of a run, of its folder, and of its account at the label oracle.</summary>
internal readonly partial record struct RunId
{
    public RunId(string value)
    {
        if (!Allowed.IsMatch(value))
            throw new ArgumentException($"run_id '{value}' must be 1 to 80 characters of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit.");
        Value = value;
    }

    public string Value { get; }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,79}$", RegexOptions.CultureInvariant)]
    private static partial Regex Allowed { get; }

    /// <summary>Sorts by time; the random part keeps two runs of one second apart.</summary>
    public static RunId Create(DateTimeOffset now) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..6]}"));

    public override string ToString() => Value;
}
