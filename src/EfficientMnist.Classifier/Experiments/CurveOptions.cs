using System.Collections.Immutable;
using System.Globalization;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>At which label counts the run remembers its predictions, to be graded once it has ended.</summary>
internal sealed record CurveOptions
{
    private const string On = "true";
    private const string Off = "false";

    public bool Enabled { get; init; } = true;

    /// <summary>The label counts, ascending; empty: 10, 20, 50, 100, 200, 500, …</summary>
    public ImmutableArray<int> Points { get; init; } = [];

    /// <summary>Reads <c>true</c>, <c>false</c> or a list such as <c>100,250,1000</c>.</summary>
    public static CurveOptions Parse(string text)
    {
        if (text is On or Off)
            return new CurveOptions { Enabled = text == On };

        var points = text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var counts = new List<int>();
        foreach (var point in points)
        {
            if (!int.TryParse(point, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
                throw Bad(text);
            counts.Add(count);
        }
        return counts.Count > 0 ? new CurveOptions { Points = [.. counts.Distinct().Order()] } : throw Bad(text);
    }

    public override string ToString() => !Enabled ? Off : Points.IsEmpty ? On : string.Join(',', Points);

    // Record equality would compare the arrays by reference.
    public bool Equals(CurveOptions? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private static ArgumentException Bad(string text) =>
        new($"curve='{text}' is neither true, false nor a list of label counts such as 100,200,500.");
}
