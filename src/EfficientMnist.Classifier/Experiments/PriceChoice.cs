using System.Collections.Immutable;
using System.Globalization;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>What labels cost, in whole smallest units of a currency such as cents.</summary>
internal sealed record PriceChoice
{
    public const string Allowed = "none, a price from 1 to 1000000000 such as 25, or prices by class, such as cat:10,dog:25 or 25,cat:10";

    private const string Nothing = "none";
    private const long Highest = 1_000_000_000;

    public static PriceChoice None { get; } = new();

    /// <summary>Of a label whose class has no price of its own; 0 where there is none.</summary>
    public long Each { get; private init; }

    /// <summary>By the names of classes.</summary>
    public ImmutableSortedDictionary<string, long> OfClass { get; private init; } = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    public bool IsNone => Each == 0 && OfClass.IsEmpty;

    /// <summary>The most that a label may cost; 0 without prices.</summary>
    public long Dearest => OfClass.Values.Append(Each).Max();

    /// <summary>The least that a label costs where its source does not ask for less.</summary>
    public long Cheapest => Each == 0 ? OfClass.Values.DefaultIfEmpty().Min() : OfClass.Values.Append(Each).Min();

    /// <summary>Reads a price, or prices by class with or without one for all other classes.</summary>
    public static bool TryParse(string text, out PriceChoice prices)
    {
        prices = None;
        if (text == Nothing)
            return true;
        foreach (var part in text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries))
        {
            var colon = part.LastIndexOf(':');
            var name = part[..Math.Max(colon, 0)].TrimEnd();
            if (!long.TryParse(part.AsSpan(colon + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var price) || price > Highest)
                return false;
            if (colon < 0 ? price == 0 || prices.Each > 0 : name.Length == 0 || prices.OfClass.ContainsKey(name))
                return false;
            prices = colon < 0 ? prices with { Each = price } : prices with { OfClass = prices.OfClass.Add(name, price) };
        }
        return prices.Dearest > 0;
    }

    public override string ToString() => IsNone
        ? Nothing
        : string.Join(',', OfClass.Select(price => string.Create(CultureInfo.InvariantCulture, $"{price.Key}:{price.Value}")).Prepend(Each > 0 ? Each.ToString(CultureInfo.InvariantCulture) : "").Where(part => part.Length > 0));

    // Record equality would compare the prices by reference.
    public bool Equals(PriceChoice? other) => other is not null && Each == other.Each && OfClass.SequenceEqual(other.OfClass);

    public override int GetHashCode() => HashCode.Combine(Each, OfClass.Count);
}
