using System.Collections.Immutable;
using System.Globalization;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Classifier.Experiments;

/// <summary>Who knows the labels.</summary>
internal sealed record OracleChoice
{
    public const string Dataset = "dataset";
    public const string Human = "human";
    public const string Sql = "sql";
    public const string Grpc = "grpc";

    /// <summary>The fewest classes there are to choose from.</summary>
    public const int MinClasses = 2;

    // A prediction is kept as one byte.
    private const int MaxClasses = 256;

    // Sums of it are far from what a long holds.
    private const long MostMoney = 1_000_000_000_000_000;

    private const string OfDataset = "auto";
    private const string Nothing = "none";

    public string Kind { get; init; } = Dataset;

    /// <summary>Of sql: a connection string, or the name of one that the label oracle knows; empty for other kinds.</summary>
    public string Connection { get; init; } = "";

    /// <summary>Of sql: the query for the label of one image, by @file, @name or @id.</summary>
    public string Query { get; init; } = "";

    /// <summary>Of grpc: the address of the program that knows the labels.</summary>
    public string Address { get; init; } = "";

    /// <summary>The names people choose from, or the source answers with; none: those of the data set.</summary>
    public ImmutableArray<string> Classes { get; init; } = [];

    /// <summary>Of people: the share of the images that a second person answers as well.</summary>
    public double Second { get; init; }

    /// <summary>What labels cost.</summary>
    public PriceChoice Price { get; init; } = PriceChoice.None;

    /// <summary>What all labels may cost together, besides their number; 0 where that is not limited.</summary>
    public long Money { get; init; }

    public static OptionTable<OracleChoice> Table { get; } = new OptionTable<OracleChoice>("oracle", new())
        .Choice("kind", o => o.Kind, [Dataset, Human, Sql, Grpc], "Who knows the labels: the data set; people, who are asked; a database of your own; or a program of your own that answers over gRPC.")
        .Value("classes", o => o.Classes, TryClasses, ToText, $"{OfDataset}, or {MinClasses} to {MaxClasses} different names separated by commas, such as cat,dog", "The classes that people choose from, or that the database or program answers with; auto is those of the data set.")
        .Value("connection", o => o.Connection, TryGiven, OrNothing, $"{Nothing}, a connection string, or the name of one that the label oracle is configured with", "Of sql: the database that knows the labels.")
        .Value("query", o => o.Query, TryGiven, OrNothing, $"{Nothing}, or a query such as select label from labels where file = @file", "Of sql: the query for the label of one image, by @file, @name or @id.")
        .Value("address", o => o.Address, TryGiven, OrNothing, $"{Nothing}, or an address such as http://localhost:7000", "Of grpc: where the program that knows the labels listens.")
        .Number("second", o => o.Second, 0, 1, "Of people: the share of the images that a second person answers as well, to tell how far people agree. The first answer is the label; second ones are not charged.")
        .Value("price", o => o.Price, PriceChoice.TryParse, prices => prices.ToString(), PriceChoice.Allowed, "What a label costs, in whole smallest units such as cents; a number alone is the price of every class that has none of its own. A database or program may name the price of a label itself, up to the dearest.")
        .Value("money", o => o.Money, TryMoney, money => money == 0 ? Nothing : money.ToString(CultureInfo.InvariantCulture), $"{Nothing}, or a sum from 1 to {MostMoney} in the units of the prices", "What all labels may cost together; the run ends before it where the rest does not pay for another label, should it be of the dearest class.")
        .Rule((o, prefix) => o.Money > 0 && o.Price.IsNone ? $"{prefix}money is what the labels of {prefix}price may cost together: set that, too." : null)
        .Rule((o, prefix) => o.Money > 0 && o.Money < o.Price.Dearest ? $"{prefix}money={o.Money} does not pay for one label, which may cost {o.Price.Dearest}. Give {o.Price.Dearest} or more." : null)
        .Rule((o, prefix) => o.Second > 0 && !o.IsHuman ? $"{prefix}second is of {prefix}kind={Human}: set that, too." : null)
        .Rule((o, prefix) => o.IsDataset && !o.Classes.IsEmpty ? $"{prefix}classes is for people or sources of labels to choose from: set {prefix}kind={Human}, {Sql} or {Grpc}, too." : null)
        .Rule((o, prefix) => Contradiction(o, Sql, prefix, "connection", o.Connection))
        .Rule((o, prefix) => Contradiction(o, Sql, prefix, "query", o.Query))
        .Rule((o, prefix) => Contradiction(o, Grpc, prefix, "address", o.Address));

    /// <summary>Whether the data set itself has the labels.</summary>
    public bool IsDataset => Kind == Dataset;

    /// <summary>Whether people are asked.</summary>
    public bool IsHuman => Kind == Human;

    /// <summary>The names of the classes of a run on a data set with these.</summary>
    public IReadOnlyList<string> ClassesOr(IReadOnlyList<string> ofDataset) => Classes.IsEmpty ? ofDataset : Classes;

    // Record equality would compare the arrays by reference.
    public bool Equals(OracleChoice? other) => other is not null && (Kind, Connection, Query, Address, Second, Price, Money) == (other.Kind, other.Connection, other.Query, other.Address, other.Second, other.Price, other.Money) && Classes.SequenceEqual(other.Classes);

    public override int GetHashCode() => HashCode.Combine(Kind, Connection, Query, Address, Second, ToText(Classes), Price, Money);

    private static bool TryClasses(string text, out ImmutableArray<string> names)
    {
        names = text == OfDataset ? [] : [.. text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return text == OfDataset
            || (names.Length is >= MinClasses and <= MaxClasses && names.Distinct(StringComparer.OrdinalIgnoreCase).Count() == names.Length);
    }

    private static string ToText(ImmutableArray<string> names) => names.IsEmpty ? OfDataset : string.Join(',', names);

    private static bool TryMoney(string text, out long money)
    {
        money = 0;
        return text == Nothing || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out money) && money is > 0 and <= MostMoney);
    }

    private static bool TryGiven(string text, out string value)
    {
        value = text == Nothing ? "" : text;
        return text.Length > 0;
    }

    private static string OrNothing(string value) => value.Length == 0 ? Nothing : value;

    private static string? Contradiction(OracleChoice choice, string kind, string prefix, string option, string value) => (choice.Kind == kind, value.Length > 0) switch
    {
        (true, false) => $"{prefix}kind={kind} needs {prefix}{option}.",
        (false, true) => $"{prefix}{option} is of {prefix}kind={kind}: set that, too.",
        _ => null,
    };
}
