using System.Globalization;

namespace EfficientMnist.Learning.Options;

/// <summary>
/// Reads one kind's options from name=text overrides, checks each against its range and remembers what each
/// resolved to, defaults included.
/// </summary>
internal sealed class OptionReader(string subject, IReadOnlyDictionary<string, string> overrides)
{
    private readonly SortedDictionary<string, string> _resolved = new(StringComparer.Ordinal);

    public int Integer(string name, int standard, int least, int most) =>
        Read(name, standard, $"a whole number from {least} to {most}",
            text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value : null,
            value => value.ToString(CultureInfo.InvariantCulture));

    public double Number(string name, double standard, double least, double most) =>
        Read(name, standard, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"),
            text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value : null,
            value => value.ToString("R", CultureInfo.InvariantCulture));

    public string Choice(string name, string standard, params string[] choices)
    {
        var text = overrides.GetValueOrDefault(name, standard);
        if (!choices.Contains(text, StringComparer.Ordinal))
            throw Bad(name, text, $"one of {string.Join(", ", choices)}");
        return _resolved[name] = text;
    }

    /// <summary>Every option with its value, once all have been read.</summary>
    /// <exception cref="ArgumentException">An override names no option.</exception>
    public IReadOnlyDictionary<string, string> Resolved()
    {
        foreach (var name in overrides.Keys)
        {
            if (!_resolved.ContainsKey(name))
                throw new ArgumentException($"{subject} has no option '{name}'; it has {string.Join(", ", _resolved.Keys)}.");
        }
        return _resolved;
    }

    private T Read<T>(string name, T standard, string allowed, Func<string, T?> parse, Func<T, string> format)
        where T : struct
    {
        var value = standard;
        if (overrides.TryGetValue(name, out var text))
            value = parse(text) ?? throw Bad(name, text, allowed);
        _resolved[name] = format(value);
        return value;
    }

    private ArgumentException Bad(string name, string text, string allowed) =>
        new($"{subject}: {name} must be {allowed}, not '{text}'.");
}
