namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>One data set's runs, strategy by labels, over the seeds.</summary>
internal sealed class SweepSummary
{
    private SweepSummary(string dataset, IReadOnlyList<SummaryCell> cells)
    {
        Dataset = dataset;
        Cells = cells;
        Labels = [.. cells.Select(c => c.Labels).Distinct().Order()];
        // Random last: it is what the others stand beside.
        Series = [.. cells.Select(c => c.Series).Distinct().OrderBy(s => s.IsRandom)];
    }

    public string Dataset { get; }

    public IReadOnlyList<SummaryCell> Cells { get; }

    /// <summary>The budgets, ascending.</summary>
    public IReadOnlyList<int> Labels { get; }

    public IReadOnlyList<Series> Series { get; }

    public IReadOnlyList<long> Seeds => [.. Cells.SelectMany(c => c.Rows).Select(r => r.Seed).Distinct().Order()];

    public static IReadOnlyList<SweepSummary> Of(SweepDocument document)
    {
        var names = new SeriesNames(document);
        return [.. document.Datasets.Select(dataset => new SweepSummary(dataset, Group(document.Runs.Where(r => r.Dataset == dataset), names)))];
    }

    public SummaryCell? Cell(Series series, int labels) => Cells.FirstOrDefault(c => c.Series == series && c.Labels == labels);

    public IEnumerable<SummaryCell> Line(Series series) => Cells.Where(c => c.Series == series).OrderBy(c => c.Bought);

    /// <summary>By how much a series beats random sampling of the same budget, seed by seed; null without runs to compare.</summary>
    public Spread? GainOverRandom(Series series, int labels)
    {
        var random = Cell(series with { Strategy = Grid.OptionNames.Random }, labels)?.Rows ?? [];
        var bySeed = random.ToDictionary(r => r.Seed, r => r.Accuracy);
        double[] gains = [.. (Cell(series, labels)?.Rows ?? []).Where(r => bySeed.ContainsKey(r.Seed)).Select(r => r.Accuracy - bySeed[r.Seed])];
        return gains.Length == 0 ? null : Spread.Of(gains);
    }

    private static List<SummaryCell> Group(IEnumerable<SweepRow> rows, SeriesNames names) =>
    [
        .. rows.GroupBy(r => (Series: names.Of(r), r.Labels))
            .Select(g => new SummaryCell(g.Key.Series, g.Key.Labels, g.Average(r => r.LabelsBought), Spread.Of(g.Select(r => r.Accuracy)), [.. g.OrderBy(r => r.Seed)])),
    ];
}
