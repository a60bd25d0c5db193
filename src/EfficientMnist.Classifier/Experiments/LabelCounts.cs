using System.Collections.Immutable;
using System.Globalization;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Numbers of labels, ascending, such as <c>100,250,1000</c>.</summary>
internal sealed record LabelCounts
{
    public const string Nothing = "none";

    private LabelCounts(ImmutableArray<int> values) => Values = values;

    public static LabelCounts None { get; } = new([]);

    public ImmutableArray<int> Values { get; }

    /// <summary>Reads a list in any order, in brackets or not; null where the text is none.</summary>
    public static LabelCounts? TryParse(string text)
    {
        var counts = new SortedSet<int>();
        foreach (var part in text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
                return null;
            counts.Add(count);
        }
        return counts.Count > 0 ? new LabelCounts([.. counts]) : null;
    }

    // Record equality would compare the arrays by reference.
    public bool Equals(LabelCounts? other) => other is not null && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Values.IsEmpty ? Nothing : string.Join(',', Values);
}
