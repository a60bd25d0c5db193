using System.Linq.Expressions;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Core.Options;

/// <summary>An option and the property of the record that it fills.</summary>
/// <typeparam name="T">The record.</typeparam>
internal abstract class Option<T>(string name, string allowed, string meaning) : IOption
{
    public string Name => name;

    public string Meaning => meaning;

    public string Allowed => allowed;

    public virtual IReadOnlyList<string> Choices => [];

    public virtual bool IsSwitch => false;

    public abstract string Read(T options);

    /// <summary>The options with this value.</summary>
    /// <param name="options">Stay as they are.</param>
    /// <param name="text">The value as it was given.</param>
    /// <param name="prefix">What stands before the name where the option was given.</param>
    /// <exception cref="RefusalException">The value is not allowed.</exception>
    public abstract T Write(T options, string text, string prefix);
}

/// <summary>An option of one type of value.</summary>
internal sealed class Option<T, TValue>(
    string name, Expression<Func<T, TValue>> property, TryParse<TValue> parse, Func<TValue, string> format, string allowed, string meaning, IReadOnlyList<string> choices)
    : Option<T>(name, allowed, meaning)
{
    private readonly RecordProperty<T, TValue> _property = new(property);

    public override IReadOnlyList<string> Choices => choices;

    public override bool IsSwitch => typeof(TValue) == typeof(bool);

    public override string Read(T options) => format(_property.Get(options));

    public override T Write(T options, string text, string prefix)
    {
        if (parse(text, out var value))
            return _property.With(options, value);
        throw Refusal.InvalidField(prefix + Name, $"{prefix}{Name}='{Refusal.Quote(text)}' must be {Allowed}.");
    }
}

/// <summary>An option of a record within the record.</summary>
internal sealed class PartOption<T, TPart>(string prefix, RecordProperty<T, TPart> part, Option<TPart> option) : Option<T>(prefix + option.Name, option.Allowed, option.Meaning)
{
    public override IReadOnlyList<string> Choices => option.Choices;

    public override bool IsSwitch => option.IsSwitch;

    public override string Read(T options) => option.Read(part.Get(options));

    public override T Write(T options, string text, string before) => part.With(options, option.Write(part.Get(options), text, before + prefix));
}

/// <summary>Reads a value from text; false where the text is none.</summary>
/// <typeparam name="TValue">What is read.</typeparam>
public delegate bool TryParse<TValue>(string text, out TValue value);
