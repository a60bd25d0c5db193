using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Telemetry;

/// <summary>What the service sells, in numbers. No attribute grows with runs or images.</summary>
internal sealed class LabelMetrics
{
    public const string MeterName = "EfficientMnist.LabelOracle";

    private static readonly FrozenSet<string> KnownStrategies = FrozenSet.Create(
        "random", "least_confident", "margin", "entropy", "bald", "core_set", "badge", "typi_clust", "prob_cover", "kmeans");

    private readonly Counter<long> _queries;

    public LabelMetrics(IMeterFactory meters)
    {
        Meter = meters.Create(MeterName);
        _queries = Meter.CreateCounter<long>("eml.label.queries", "{query}", "Labels revealed, charged or not.");
    }

    public Meter Meter { get; }

    /// <summary>Counts rows of one request that revealed a label.</summary>
    public void Count(IReadOnlyList<LedgerRow> rows)
    {
        foreach (var alike in rows.GroupBy(row => row.Charged))
        {
            var first = alike.First();
            _queries.Add(alike.Count(), new TagList
            {
                { "eml.strategy.name", KnownStrategies.Contains(first.Strategy) ? first.Strategy : "other" },
                { "eml.query.purpose", PurposeName.Of(first.Purpose) },
                { "eml.query.charged", alike.Key },
            });
        }
    }

    /// <summary>Publishes the budgets of the runs that may still buy, added up by data set.</summary>
    public void ObserveBudgets(ILedgerDatabase database)
    {
        Meter.CreateObservableUpDownCounter(
            "eml.label.budget.limit", () => Budgets(database).Select(sum => Measure(sum.Limit, sum.Dataset)), "{label}", "Labels that open runs may buy in all.");
        Meter.CreateObservableUpDownCounter(
            "eml.label.budget.usage", () => Budgets(database).Select(sum => Measure(sum.Spent, sum.Dataset)), "{label}", "Labels that open runs have bought.");
    }

    // Instruments are read synchronously, on the exporter's own thread.
    private static List<(string Dataset, long Limit, long Spent)> Budgets(ILedgerDatabase database) =>
        database.ReadAsync(session => RunTable.OpenBudgetsAsync(session, CancellationToken.None), CancellationToken.None).GetAwaiter().GetResult();

    private static Measurement<long> Measure(long labels, string dataset) => new(labels, new KeyValuePair<string, object?>("eml.dataset.name", dataset));
}
