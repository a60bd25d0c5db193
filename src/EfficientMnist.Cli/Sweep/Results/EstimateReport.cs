using System.Globalization;
using System.Text;

namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>How far the runs' own estimates of their accuracy are from the graded one.</summary>
internal static class EstimateReport
{
    public static void Append(StringBuilder text, SweepDocument document)
    {
        var names = new SeriesNames(document);
        var rows = document.Runs.Where(r => r.Estimate is not null).ToList();
        if (rows.Count == 0)
            return;
        text.Append("\n## Estimates from the bought labels alone\n\n");
        text.Append("Estimate − graded accuracy in points, and the share of confidence intervals that contain the graded accuracy.\n\n");
        text.Append(MarkdownTable.Header(["data set", "strategy", "labels", "estimate", "runs", "estimate − graded", "width of the interval", "contains it"]));
        foreach (var group in rows.GroupBy(r => (r.Dataset, names.Of(r).Name, r.Labels, Kind: r.Estimate!.Title())).OrderBy(g => g.Key))
            text.Append(Line(group.Key.Dataset, group.Key.Name, group.Key.Labels.ToString("N0", CultureInfo.InvariantCulture), group.Key.Kind, [.. group]));
        foreach (var kind in rows.GroupBy(r => r.Estimate!.Title()))
            text.Append(Line("all", "all", "all", kind.Key, [.. kind]));
    }

    private static string Line(string dataset, string series, string labels, string estimate, IReadOnlyList<SweepRow> rows)
    {
        var error = Spread.Of(rows.Select(r => r.Estimate!.Accuracy - r.Accuracy));
        var width = Spread.Of(rows.Select(r => r.Estimate!.High - r.Estimate.Low));
        var inside = rows.Count(r => r.Estimate!.Contains(r.Accuracy));
        return MarkdownTable.Row(
        [
            dataset, series, labels, estimate, rows.Count.ToString(CultureInfo.InvariantCulture), error.Percent("+0.0;−0.0;0.0"),
            (100 * width.Mean).ToString("0.0", CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{100.0 * inside / rows.Count:0} % ({inside} of {rows.Count})"),
        ]);
    }
}
