using System.Collections.Immutable;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Who knows the labels.</summary>
internal sealed record OracleChoice
{
    public const string Dataset = "dataset";
    public const string Human = "human";

    private const int MinClasses = 2;

    // A prediction is kept as one byte.
    private const int MaxClasses = 256;

    private const string OfDataset = "auto";

    public string Kind { get; init; } = Dataset;

    /// <summary>The names people choose from; none: those of the data set.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    public static OptionTable<OracleChoice> Table { get; } = new OptionTable<OracleChoice>("oracle", new())
        .Choice("kind", o => o.Kind, [Dataset, Human], "Who knows the labels: the data set, or people, who are asked.")
        .Value("classes", o => o.Classes, TryClasses, ToText, $"{OfDataset}, or {MinClasses} to {MaxClasses} different names separated by commas, such as cat,dog", "The classes that people choose from; auto is those of the data set.");

    public bool IsHuman => Kind == Human;

    /// <summary>The names of the classes of a run on a data set with these.</summary>
    public IReadOnlyList<string> ClassesOr(IReadOnlyList<string> ofDataset) => Classes.IsEmpty ? ofDataset : Classes;

    // Record equality would compare the arrays by reference.
    public bool Equals(OracleChoice? other) => other is not null && Kind == other.Kind && Classes.SequenceEqual(other.Classes);

    public override int GetHashCode() => HashCode.Combine(Kind, ToText(Classes));

    private static bool TryClasses(string text, out ImmutableArray<string> names)
    {
        names = text == OfDataset ? [] : [.. text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return text == OfDataset
            || (names.Length is >= MinClasses and <= MaxClasses && names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Length);
    }

    private static string ToText(ImmutableArray<string> names) => names.IsEmpty ? OfDataset : string.Join(',', names);
}
