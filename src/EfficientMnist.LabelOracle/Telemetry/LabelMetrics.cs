using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Runs;

namespace EfficientMnist.LabelOracle.Telemetry;

/// <summary>What the service sells, in numbers. No attribute grows with runs or images.</summary>
internal sealed class LabelMetrics
{
    public const string MeterName = "EfficientMnist.LabelOracle";

    private static readonly FrozenSet<string> KnownStrategies = FrozenSet.Create(
        "random", "least_confident", "margin", "entropy", "bald", "v_optimal", "core_set", "badge", "typi_clust", "prob_cover", "kmeans", WantedImages.Strategy);

    private readonly Counter<long> _queries;
    private readonly ObservableUpDownCounter<long> _limits;
    private readonly ObservableUpDownCounter<long> _usages;
    private volatile IReadOnlyList<OpenBudgets> _budgets = [];

    public LabelMetrics(IMeterFactory meters)
    {
        Meter = meters.Create(MeterName);
        _queries = Meter.CreateCounter<long>("eml.label.queries", "{query}", "Labels revealed, charged or not.");
        // Instruments are read on the exporter's own thread, which must not wait for a database.
        _limits = Meter.CreateObservableUpDownCounter(
            "eml.label.budget.limit", () => _budgets.Select(sum => Measure(sum.Limit, sum.Dataset)), "{label}", "Labels that open runs may buy in all.");
        _usages = Meter.CreateObservableUpDownCounter(
            "eml.label.budget.usage", () => _budgets.Select(sum => Measure(sum.Spent, sum.Dataset)), "{label}", "Labels that open runs have bought.");
    }

    public Meter Meter { get; }

    /// <summary>Whether anybody reads the budgets.</summary>
    public bool BudgetsAreWanted => _limits.Enabled || _usages.Enabled;

    /// <summary>Counts rows of one request that revealed a label.</summary>
    public void Count(IReadOnlyList<LedgerRow> rows)
    {
        foreach (var alike in rows.GroupBy(row => (row.Charged, row.Strategy)))
        {
            _queries.Add(alike.Count(), new TagList
            {
                { "eml.strategy.name", KnownStrategies.Contains(alike.Key.Strategy) ? alike.Key.Strategy : "other" },
                { "eml.query.purpose", PurposeName.Of(alike.First().Purpose) },
                { "eml.query.charged", alike.Key.Charged },
            });
        }
    }

    /// <summary>Shows these budgets from now on.</summary>
    public void Show(IReadOnlyList<OpenBudgets> budgets) => _budgets = budgets;

    private static Measurement<long> Measure(long labels, string dataset) => new(labels, new KeyValuePair<string, object?>("eml.dataset.name", dataset));
}
