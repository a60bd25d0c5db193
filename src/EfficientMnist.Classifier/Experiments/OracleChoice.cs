using System.Collections.Immutable;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Who knows the labels.</summary>
internal sealed record OracleChoice
{
    public const string Dataset = "dataset";
    public const string Human = "human";
    public const int MinClasses = 2;

    /// <summary>A prediction is kept as one byte.</summary>
    public const int MaxClasses = 256;

    private const string OfDataset = "auto";

    public static IReadOnlyList<string> Kinds { get; } = [Dataset, Human];

    public string Kind { get; init; } = Dataset;

    /// <summary>The names people choose from; none: those of the data set.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    public bool IsHuman => Kind == Human;

    /// <summary>The classes as they are written, such as <c>cat,dog</c>; <c>auto</c> for those of the data set.</summary>
    public string ClassesText => Classes.IsEmpty ? OfDataset : string.Join(',', Classes);

    /// <summary>The names of the classes of a run on a data set with these.</summary>
    public IReadOnlyList<string> ClassesOr(IReadOnlyList<string> ofDataset) => Classes.IsEmpty ? ofDataset : Classes;

    /// <summary>Reads names separated by commas, or <c>auto</c>.</summary>
    /// <exception cref="ArgumentException">Too few, too many, or one of them twice.</exception>
    public static ImmutableArray<string> ParseClasses(string text)
    {
        if (text == OfDataset)
            return [];
        ImmutableArray<string> names = [.. text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        if (names.Length is < MinClasses or > MaxClasses)
            throw new ArgumentException($"oracle.classes='{text}' must be {OfDataset} or {MinClasses} to {MaxClasses} names separated by commas, such as cat,dog.");
        return names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Length
            ? names
            : throw new ArgumentException($"oracle.classes='{text}' names a class twice.");
    }

    // Record equality would compare the arrays by reference.
    public bool Equals(OracleChoice? other) => other is not null && Kind == other.Kind && Classes.SequenceEqual(other.Classes);

    public override int GetHashCode() => HashCode.Combine(Kind, ClassesText);
}
