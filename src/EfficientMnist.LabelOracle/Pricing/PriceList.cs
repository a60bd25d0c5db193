using System.Text.Json.Serialization;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.LabelOracle.Pricing;

/// <summary>What the labels of a run cost, in whole smallest units of a currency such as cents.</summary>
/// <param name="Each">The price of a label whose class has none of its own.</param>
/// <param name="ByClass">By place in the list of classes; none where all cost the same.</param>
/// <param name="IsGiven">Whether somebody has named prices; else a label is the unit.</param>
internal sealed record PriceList(long Each, IReadOnlyList<long> ByClass, bool IsGiven)
{
    // With a million labels the sum of all prices is far from what a long holds.
    private const long Highest = 1_000_000_000;

    /// <summary>Each label costs one unit: itself.</summary>
    public static PriceList OneEach { get; } = new(1, [], IsGiven: false);

    /// <summary>The most that a label may cost: what is reserved for it before it is known.</summary>
    [JsonIgnore]
    public long Dearest => ByClass.Count > 0 ? ByClass.Max() : Each;

    /// <summary>The most that so many labels may cost.</summary>
    public Cost Most(int labels) => new(labels, Dearest * labels);

    /// <summary>The price of a label. An image that is rejected costs the same attention whatever it shows: as much as the dearest class.</summary>
    public long Of(int label) => ByClass.Count > 0 && label >= 0 ? ByClass[label] : Dearest;

    /// <summary>The prices that somebody has named for the classes of a run.</summary>
    /// <param name="each">Of all classes without a price of their own; 0 where there are none.</param>
    /// <param name="ofClasses">By the names of classes.</param>
    /// <param name="classNames">A label is a place in this list.</param>
    /// <exception cref="RefusalException">A price is out of its range, its class is none of the run, or a class has none.</exception>
    public static PriceList Of(long each, IReadOnlyDictionary<string, long> ofClasses, IReadOnlyList<string> classNames)
    {
        if (ofClasses.Values.Append(each).FirstOrDefault(price => price is < 0 or > Highest) is not 0 and var wrong)
            throw Refusal.InvalidField("oracle.price", $"A price is {wrong}; it must be 0 to {Highest}, in whole smallest units.");
        if (ofClasses.Keys.FirstOrDefault(name => !classNames.Contains(name, StringComparer.Ordinal)) is { } stranger)
            throw Refusal.InvalidField("oracle.price", $"There is a price for '{Refusal.Quote(stranger)}', which is no class. The classes are {string.Join(", ", classNames)}.");
        if (each == 0 && classNames.FirstOrDefault(name => !ofClasses.ContainsKey(name)) is { } without)
            throw Refusal.InvalidField("oracle.price", $"The class '{without}' has no price. Name it, or give one for all others: oracle.price=25,{Refusal.Quote(without)}:10.");
        if (each > 0 && classNames.All(ofClasses.ContainsKey))
            throw Refusal.InvalidField("oracle.price", $"Every class has a price of its own, so {each} is the price of none. Leave it out.");
        var prices = new PriceList(each, ofClasses.Count == 0 ? [] : [.. classNames.Select(name => ofClasses.GetValueOrDefault(name, each))], IsGiven: true);
        return prices.Dearest > 0
            ? prices
            : throw Refusal.InvalidField("oracle.price", "All labels cost nothing. Give a price of 1 or more, or leave the prices out.");
    }

    // Record equality would compare the lists by reference.
    public bool Equals(PriceList? other) => other is not null && (Each, IsGiven) == (other.Each, other.IsGiven) && ByClass.SequenceEqual(other.ByClass);

    public override int GetHashCode() => HashCode.Combine(Each, IsGiven, ByClass.Count);
}
