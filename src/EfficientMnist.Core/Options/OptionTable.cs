using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Core.Options;

/// <summary>
/// The options of a record: each declared once, beside the record, with its name, range and meaning. Binding, checking,
/// listing, naming and the documentation come from here. A table does not change; what adds to it gives another one.
/// </summary>
/// <typeparam name="T">A record whose properties can be initialised.</typeparam>
public sealed class OptionTable<T>
    where T : class
{
    private const string Auto = "auto";
    private const string On = "on";
    private const string Off = "off";

    private readonly ImmutableArray<Option<T>> _options = [];
    private readonly ImmutableArray<Func<T, string, string?>> _rules = [];

    /// <param name="subject">Whose options they are, such as <c>classifier knn</c>.</param>
    /// <param name="defaults">What the values are where nothing is said.</param>
    public OptionTable(string subject, T defaults) => (Subject, Defaults) = (subject, defaults);

    private OptionTable(OptionTable<T> table, IEnumerable<Option<T>> options, IEnumerable<Func<T, string, string?>> rules)
        : this(table.Subject, table.Defaults)
    {
        (_options, _rules) = ([.. options], [.. rules]);
        if (_options.GroupBy(option => option.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Option {twice.Key} of {Subject} is declared twice.");
    }

    public string Subject { get; }

    public T Defaults { get; }

    /// <summary>In the order of their declaration.</summary>
    public IReadOnlyList<IOption> Options => _options;

    public OptionTable<T> Whole(string name, Expression<Func<T, int>> property, int least, int most, string meaning) =>
        Value(name, property, (text, out value) => TryWhole(text, least, most, out value), Text, WholeFrom(least, most), meaning);

    /// <summary>A whole number that is worked out while it is <c>auto</c>.</summary>
    public OptionTable<T> WholeOrAuto(string name, Expression<Func<T, int?>> property, int least, int most, string meaning) =>
        Value(name, property, OrAuto<int>((text, out value) => TryWhole(text, least, most, out value)), value => value is { } given ? Text(given) : Auto, $"{WholeFrom(least, most)} or {Auto}", meaning);

    /// <summary>A whole number that may be left out.</summary>
    public OptionTable<T> OptionalWhole(string name, Expression<Func<T, int?>> property, int least, int most, string meaning) =>
        Value(name, property, Given<int>((text, out value) => TryWhole(text, least, most, out value)), value => value is { } given ? Text(given) : "", WholeFrom(least, most), meaning);

    public OptionTable<T> Number(string name, Expression<Func<T, double>> property, double least, double most, string meaning) =>
        Value(name, property, (text, out value) => TryNumber(text, least, most, out value), Text, NumberFrom(least, most), meaning);

    /// <summary>A number that is worked out while it is <c>auto</c>.</summary>
    public OptionTable<T> NumberOrAuto(string name, Expression<Func<T, double?>> property, double least, double most, string meaning) =>
        Value(name, property, OrAuto<double>((text, out value) => TryNumber(text, least, most, out value)), value => value is { } given ? Text(given) : Auto, $"{NumberFrom(least, most)} or {Auto}", meaning);

    public OptionTable<T> Choice(string name, Expression<Func<T, string>> property, IReadOnlyList<string> choices, string meaning) =>
        With(new Option<T, string>(name, property, (text, out value) => choices.Contains(value = text, StringComparer.Ordinal), value => value, $"one of {string.Join(", ", choices)}", meaning, choices));

    /// <summary>One of several values, each known by a name.</summary>
    public OptionTable<T> Choice<TValue>(string name, Expression<Func<T, TValue>> property, IReadOnlyList<(string Name, TValue Value)> choices, string meaning)
    {
        string[] names = [.. choices.Select(choice => choice.Name)];
        return With(new Option<T, TValue>(name, property, TryChoose, value => choices.FirstOrDefault(choice => Equals(choice.Value, value)).Name ?? "", $"one of {string.Join(", ", names)}", meaning, names));

        bool TryChoose(string text, out TValue value)
        {
            var at = Array.IndexOf(names, text);
            value = choices[Math.Max(at, 0)].Value;
            return at >= 0;
        }
    }

    /// <summary><c>on</c> or <c>off</c>.</summary>
    public OptionTable<T> Switch(string name, Expression<Func<T, bool>> property, string meaning) =>
        With(new Option<T, bool>(name, property, (text, out value) => (value = text == On) || text == Off, value => value ? On : Off, $"one of {On}, {Off}", meaning, [On, Off]));

    public OptionTable<T> Text(string name, Expression<Func<T, string>> property, string allowed, string meaning) =>
        Value(name, property, (text, out value) => (value = text).Length > 0, value => value, allowed, meaning);

    /// <summary>An option of any type.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="property">What it fills.</param>
    /// <param name="parse">Reads its text.</param>
    /// <param name="format">Writes a text that <paramref name="parse"/> reads.</param>
    /// <param name="allowed">What texts there are, in words that go on after “must be”.</param>
    /// <param name="meaning">A sentence.</param>
    public OptionTable<T> Value<TValue>(string name, Expression<Func<T, TValue>> property, TryParse<TValue> parse, Func<TValue, string> format, string allowed, string meaning) =>
        With(new Option<T, TValue>(name, property, parse, format, allowed, meaning, []));

    /// <summary>The options of a record within the record.</summary>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="property">The record within.</param>
    /// <param name="table">Its options; the defaults are those of this table's record.</param>
    public OptionTable<T> Part<TPart>(string prefix, Expression<Func<T, TPart>> property, OptionTable<TPart> table)
        where TPart : class
    {
        ArgumentNullException.ThrowIfNull(table);
        var part = new RecordProperty<T, TPart>(property);
        return new(
            this,
            _options.Concat(table._options.Select(option => new PartOption<T, TPart>(prefix, part, option))),
            _rules.Concat(table._rules.Select<Func<TPart, string, string?>, Func<T, string, string?>>(rule => (options, before) => rule(part.Get(options), before + prefix))));
    }

    /// <summary>What must hold between several options.</summary>
    /// <param name="rule">Given the options and what their names begin with, says what contradicts what, and the remedy; null where all is well.</param>
    public OptionTable<T> Rule(Func<T, string, string?> rule) => new(this, _options, _rules.Append(rule));

    /// <summary>The table without an option that somebody else decides.</summary>
    public OptionTable<T> Without(string name) => new(this, _options.Where(option => option.Name != name), _rules);

    /// <summary>The same options with other defaults, for another subject.</summary>
    public OptionTable<T> For(string subject, T defaults) => new(new OptionTable<T>(subject, defaults), _options, _rules);

    public bool Has(string name) => Find(name) is not null;

    /// <summary>The record with these deviations from the defaults.</summary>
    /// <exception cref="RefusalException">An unknown name or a bad value; names it, what is allowed and the nearest name.</exception>
    public T Bind(IReadOnlyDictionary<string, string> deviations) => Bind(Defaults, deviations);

    /// <summary>The record with these deviations from another.</summary>
    /// <param name="original">Stays as it is.</param>
    /// <param name="deviations">Values by name.</param>
    /// <param name="prefix">What stands before the names where they were given; they are given here without it.</param>
    /// <inheritdoc cref="Bind(IReadOnlyDictionary{string, string})"/>
    public T Bind(T original, IReadOnlyDictionary<string, string> deviations, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(deviations);
        foreach (var name in deviations.Keys)
        {
            if (!Has(name))
                throw Unknown(name, prefix);
        }
        var bound = original;
        foreach (var option in _options)
        {
            if (deviations.TryGetValue(option.Name, out var text))
                bound = option.Write(bound, text.Trim(), prefix);
        }
        Check(bound, prefix);
        return bound;
    }

    /// <summary>Checks what must hold between the options.</summary>
    /// <exception cref="RefusalException">It does not hold; says which options contradict one another.</exception>
    public void Check(T options, string prefix = "")
    {
        foreach (var rule in _rules)
        {
            if (rule(options, prefix) is { } contradiction)
                throw Refusal.Invalid(contradiction);
        }
    }

    /// <summary>Checks each value of a record made by a program.</summary>
    /// <exception cref="RefusalException">A value is out of its range; names the range.</exception>
    public T Checked(T options) => Bind(options, Describe(options));

    /// <summary>Every option with its value.</summary>
    public ImmutableSortedDictionary<string, string> Describe(T options) =>
        _options.ToImmutableSortedDictionary(option => option.Name, option => option.Read(options), StringComparer.Ordinal);

    /// <summary>The options in which two records differ, as <c>name=value</c> of the first, in the order of their declaration.</summary>
    public IEnumerable<string> Deviations(T options, T from) =>
        _options.Where(option => option.Read(options) != option.Read(from)).Select(option => $"{option.Name}={option.Read(options)}");

    /// <summary>Why there is no option of a name.</summary>
    public RefusalException Unknown(string name, string prefix = "") =>
        UnknownOption.Refuse(Subject, prefix + name, [.. _options.Select(option => prefix + option.Name)]);

    private Option<T>? Find(string name) => _options.FirstOrDefault(option => option.Name == name);

    private OptionTable<T> With(Option<T> option) => new(this, _options.Append(option), _rules);

    private static TryParse<TValue?> OrAuto<TValue>(TryParse<TValue> parse)
        where TValue : struct => (text, out value) =>
    {
        if (text == Auto)
        {
            value = null;
            return true;
        }
        return Given(parse)(text, out value);
    };

    private static TryParse<TValue?> Given<TValue>(TryParse<TValue> parse)
        where TValue : struct => (text, out value) =>
    {
        var isValue = parse(text, out var given);
        value = given;
        return isValue;
    };

    private static bool TryWhole(string text, int least, int most, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;

    private static bool TryNumber(string text, double least, double most, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string WholeFrom(int least, int most) => string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");

    private static string NumberFrom(double least, double most) => string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}");
}
