using System.Collections.Immutable;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.Core.Options;

/// <summary>The options of one of several kinds, with their values: for whoever need not know which kind it is.</summary>
public abstract record OptionSet
{
    /// <summary>Whose options they are.</summary>
    public abstract string Subject { get; }

    public abstract IReadOnlyList<IOption> Options { get; }

    /// <summary>Every option with its value.</summary>
    public abstract ImmutableSortedDictionary<string, string> Values { get; }

    /// <summary>The same with other values.</summary>
    /// <param name="deviations">By name, without the prefix.</param>
    /// <param name="prefix">What stands before the names where they were given.</param>
    /// <exception cref="RefusalException">An unknown name or a bad value; names it, what is allowed and the nearest name.</exception>
    public abstract OptionSet Bind(IReadOnlyDictionary<string, string> deviations, string prefix = "");

    /// <summary>The same with those of these values that there are options for; the others are left out.</summary>
    public OptionSet BindKnown(params IEnumerable<(string Name, string Value)> deviations) =>
        Bind(deviations.Where(deviation => Has(deviation.Name)).ToDictionary(deviation => deviation.Name, deviation => deviation.Value));

    public bool Has(string name) => Options.Any(option => option.Name == name);

    /// <summary>The record itself.</summary>
    /// <exception cref="InvalidOperationException">They are the options of another kind.</exception>
    public T As<T>()
        where T : class => this is OptionSet<T> set ? set.Record : throw new InvalidOperationException($"The options of {Subject} are no {typeof(T).Name}.");
}

/// <summary>A record with the table of its options.</summary>
public sealed record OptionSet<T>(OptionTable<T> Table, T Record) : OptionSet
    where T : class
{
    public override string Subject => Table.Subject;

    public override IReadOnlyList<IOption> Options => Table.Options;

    public override ImmutableSortedDictionary<string, string> Values => Table.Describe(Record);

    public override OptionSet Bind(IReadOnlyDictionary<string, string> deviations, string prefix = "") => this with { Record = Table.Bind(Record, deviations, prefix) };
}
