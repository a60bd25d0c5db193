using System.Globalization;

namespace EfficientMnist.Learning.Options;

/// <summary>
/// Reads one kind's options from name=text overrides, checks each against its range and remembers what each
/// resolved to, defaults included.
/// </summary>
internal sealed class OptionReader(string subject, IReadOnlyDictionary<string, string> overrides)
{
    private readonly SortedDictionary<string, string> _resolved = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _unsaid = new(StringComparer.Ordinal);
    private bool _isCommon;

    /// <summary>The common options that stand at their defaults.</summary>
    public IReadOnlyDictionary<string, string> Unsaid => _unsaid;

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
        return Resolve(name, text, standard);
    }

    /// <summary>Shares between 0 and 1, ascending, such as <c>0.5,0.75</c>, also in brackets.</summary>
    public IReadOnlyList<double> Shares(string name, IReadOnlyList<double> standard)
    {
        var values = standard;
        if (overrides.TryGetValue(name, out var text))
        {
            values = [.. text.Trim('[', ']').Split(',').Select(Parse)];
            if (!values.All(v => v is > 0 and < 1) || values.Zip(values.Skip(1)).Any(pair => pair.First >= pair.Second))
                throw Bad(name, text, "shares between 0 and 1, ascending, such as 0.5,0.75");
        }
        Resolve(name, Format(values), Format(standard));
        return values;

        static double Parse(string part) => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
        static string Format(IReadOnlyList<double> list) => string.Join(',', list.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
    }

    /// <summary>
    /// What is read until this is disposed is common to many kinds: it is among the resolved options only where it deviates
    /// from the default, or was read before.
    /// </summary>
    public IDisposable Common()
    {
        _isCommon = true;
        return new EndOfCommon(this);
    }

    /// <summary>Every option with its value, once all have been read; of the common ones those that deviate.</summary>
    /// <exception cref="ArgumentException">An override names no option.</exception>
    public IReadOnlyDictionary<string, string> Resolved()
    {
        foreach (var name in overrides.Keys)
        {
            if (!_resolved.ContainsKey(name) && !_unsaid.ContainsKey(name))
                throw new ArgumentException($"{subject} has no option '{name}'; it has {string.Join(", ", _resolved.Keys.Concat(_unsaid.Keys).Order(StringComparer.Ordinal))}.");
        }
        return _resolved;
    }

    public ArgumentException Bad(string name, string text, string allowed) =>
        new($"{subject}: {name} must be {allowed}, not '{text}'.");

    private T Read<T>(string name, T standard, string allowed, Func<string, T?> parse, Func<T, string> format)
        where T : struct
    {
        var value = standard;
        if (overrides.TryGetValue(name, out var text))
            value = parse(text) ?? throw Bad(name, text, allowed);
        Resolve(name, format(value), format(standard));
        return value;
    }

    private string Resolve(string name, string value, string standard)
    {
        if (_isCommon && value == standard && !_resolved.ContainsKey(name))
            _unsaid[name] = value;
        else
            _resolved[name] = value;
        return value;
    }

    private sealed class EndOfCommon(OptionReader reader) : IDisposable
    {
        public void Dispose() => reader._isCommon = false;
    }
}
