using System.Globalization;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Layout;

namespace EfficientMnist.Web.Runs;

/// <summary>Which runs the table shows, and in what order.</summary>
public sealed record RunsQuery
{
    public const int PageSize = 50;
    private const string Newest = "-created";

    public string Search { get; init; } = "";

    public string State { get; init; } = "";

    public string Dataset { get; init; } = "";

    public string Strategy { get; init; } = "";

    /// <summary>A column, with a minus for descending.</summary>
    public string Sort { get; init; } = Newest;

    public int Page { get; init; } = 1;

    /// <summary>Whether runs that differ in their seed alone are one row.</summary>
    public bool Grouped { get; init; }

    /// <summary>Whether archived runs are among them.</summary>
    public bool Archived { get; init; }

    public bool IsFiltered => (Search + State + Dataset + Strategy).Length > 0;

    public IReadOnlyList<Run> Apply(IEnumerable<Run> runs)
    {
        var chosen = runs.Where(Matches);
        var descending = Sort.StartsWith('-');
        var key = (RunColumn.Find(Sort.TrimStart('-')) ?? RunColumn.Find("created")!).Order;
        return [.. descending ? chosen.OrderByDescending(key) : chosen.OrderBy(key)];
    }

    public string Address(int page) => Address(this with { Page = page });

    /// <summary>The address of the table with one row for each run, or for each group of seeds.</summary>
    public string GroupedBy(bool seeds) => Address(this with { Page = 1, Grouped = seeds });

    /// <summary>The address that sorts by this column, the other way round where it is sorted by already.</summary>
    public string SortedBy(string column, bool descendingFirst) =>
        Address(this with { Page = 1, Sort = Sort == Direction(column, descendingFirst) ? Direction(column, !descendingFirst) : Direction(column, descendingFirst) });

    /// <summary>The address of the table with archived runs or without.</summary>
    public string WithArchived(bool archived) => Address(this with { Page = 1, Archived = archived });

    private static string Direction(string column, bool descending) => descending ? "-" + column : column;

    private static string Address(RunsQuery query) => QueryText.Of(
        "/runs",
        ("q", query.Search),
        ("state", query.State),
        ("dataset", query.Dataset),
        ("strategy", query.Strategy),
        ("sort", query.Sort == Newest ? "" : query.Sort),
        ("group", query.Grouped ? "seeds" : ""),
        ("archived", query.Archived ? "yes" : ""),
        ("page", query.Page > 1 ? query.Page.ToString(CultureInfo.InvariantCulture) : ""));

    private bool Matches(Run run) =>
        (State.Length == 0 || RunText.State(run.State) == State)
        && (Dataset.Length == 0 || RunText.Option(run, "dataset") == Dataset)
        && (Strategy.Length == 0 || RunText.Option(run, "strategy") == Strategy)
        && Search.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => Words(run).Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Words(Run run) =>
        $"{run.RunId} {run.Name} {RunText.Option(run, "dataset")} {RunText.Option(run, "strategy")} {RunText.Title(run)} {string.Join(' ', RunText.Tags(run))} {run.Description?.Notes}";
}
