using System.Collections.Immutable;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Who knows the labels.</summary>
internal sealed record OracleChoice
{
    public const string Dataset = "dataset";
    public const string Human = "human";
    public const string Sql = "sql";
    public const string Grpc = "grpc";
    public const int MinClasses = 2;

    /// <summary>A prediction is kept as one byte.</summary>
    public const int MaxClasses = 256;

    private const string OfDataset = "auto";
    private const string Nothing = "none";

    public static IReadOnlyList<string> Kinds { get; } = [Dataset, Human, Sql, Grpc];

    public string Kind { get; init; } = Dataset;

    /// <summary>Of sql: a connection string, or the name of one that the label oracle knows; empty for other kinds.</summary>
    public string Connection { get; init; } = "";

    /// <summary>Of sql: the query for the label of one image, by @file, @name or @id.</summary>
    public string Query { get; init; } = "";

    /// <summary>Of grpc: the address of the program that knows the labels.</summary>
    public string Address { get; init; } = "";

    /// <summary>The names people choose from, or the source answers with; none: those of the data set.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    public bool IsHuman => Kind == Human;

    /// <summary>Whether the data set itself has the labels.</summary>
    public bool IsDataset => Kind == Dataset;

    /// <exception cref="ArgumentException">An option of the kind is missing, or one is set that is of another kind.</exception>
    public void Check()
    {
        if (IsDataset && !Classes.IsEmpty)
            throw new ArgumentException("oracle.classes is for people or sources of labels to choose from: set oracle.kind=human, sql or grpc, too.");
        Require(Sql, "oracle.connection", Connection);
        Require(Sql, "oracle.query", Query);
        Require(Grpc, "oracle.address", Address);
    }

    private void Require(string kind, string option, string value)
    {
        if (Kind == kind == (value.Length == 0))
            throw new ArgumentException(value.Length == 0 ? $"oracle.kind={kind} needs {option}." : $"{option} is of oracle.kind={kind}: set that, too.");
    }

    /// <summary>The classes as they are written, such as <c>cat,dog</c>; <c>auto</c> for those of the data set.</summary>
    public string ClassesText => Classes.IsEmpty ? OfDataset : string.Join(',', Classes);

    /// <summary>The names of the classes of a run on a data set with these.</summary>
    public IReadOnlyList<string> ClassesOr(IReadOnlyList<string> ofDataset) => Classes.IsEmpty ? ofDataset : Classes;

    /// <summary>A setting as it is written.</summary>
    public static string OrNone(string value) => value.Length == 0 ? Nothing : value;

    /// <summary>A setting as it was written.</summary>
    public static string Given(string text) => text == Nothing ? "" : text;

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
    public bool Equals(OracleChoice? other) => other is not null && (Kind, Connection, Query, Address) == (other.Kind, other.Connection, other.Query, other.Address) && Classes.SequenceEqual(other.Classes);

    public override int GetHashCode() => HashCode.Combine(Kind, Connection, Query, Address, ClassesText);
}
