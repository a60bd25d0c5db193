using System.Globalization;

namespace EfficientMnist.Search.Space;

/// <summary>Reads what is typed right of an equals sign: <c>1e-4..1e-2</c>, <c>log:8..128</c>, <c>ae,fc_vae</c>.</summary>
public static class AxisParser
{
    private const string LogarithmicMark = "log:";
    private const string Between = "..";

    /// <summary>
    /// The axis of a range or of several values; null where there is one value and so nothing to search. A range is one of
    /// whole numbers unless one of its ends has a point or an exponent.
    /// </summary>
    /// <exception cref="ArgumentException">A range that is none, or a value that is missing or there twice.</exception>
    public static Axis? Parse(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        var logarithmic = text.StartsWith(LogarithmicMark, StringComparison.Ordinal);
        var body = logarithmic ? text[LogarithmicMark.Length..] : text;
        var at = body.IndexOf(Between, StringComparison.Ordinal);
        if (at < 0)
            return logarithmic ? throw Bad(name, text) : Choice(name, text);

        var (low, high) = (body[..at], body[(at + Between.Length)..]);
        if (Whole(low) is { } first && Whole(high) is { } last)
            return new WholeAxis(name, first, last, logarithmic);
        return new RealAxis(name, Real(low) ?? throw Bad(name, text), Real(high) ?? throw Bad(name, text), logarithmic);
    }

    private static ChoiceAxis? Choice(string name, string text)
    {
        string[] values = [.. TopLevelParts(text)];
        if (values.Any(v => v.Length == 0))
            throw new ArgumentException($"{name}={text}: a value is missing. Write {name}=first,second.");
        if (values.Distinct(StringComparer.Ordinal).Count() < values.Length)
            throw new ArgumentException($"{name}={text}: a value is there twice.");
        return values.Length == 1 ? null : new ChoiceAxis(name, values);
    }

    // A list in brackets is one value.
    private static IEnumerable<string> TopLevelParts(string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (text[i] != ',' || depth > 0)
                continue;
            yield return text[start..i].Trim();
            start = i + 1;
        }
        yield return text[start..].Trim();
    }

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static double? Real(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static ArgumentException Bad(string name, string text) =>
        new($"{name}={text}: a range has a number on either side, such as {name}=0.1..0.9 or {name}=log:1e-4..1e-2.");
}
