using System.Globalization;
using System.Text;
using EfficientMnist.Cli.Sweep.References;

namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>README.md of a results folder: tables, plots, and how to get them again.</summary>
internal static class SweepReport
{
    public static string Write(SweepDocument document, IReadOnlyDictionary<string, string> plots)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {string.Join(", ", document.Datasets.Select(DatasetTitle.Of))}: accuracy by labels bought\n");
        if (document.Planned > document.Runs.Count)
            text.Append(CultureInfo.InvariantCulture, $"\n**Not complete**: {document.Runs.Count} of {document.Planned} runs. The command below goes on from here.\n");
        foreach (var summary in SweepSummary.Of(document))
            Append(text, summary, plots[summary.Dataset], several: document.Datasets.Count > 1);
        EstimateReport.Append(text, document);
        OriginReport.Append(text, document);
        foreach (var dataset in document.Datasets)
            Append(text, dataset, PublishedResults.Of(dataset));
        return text.ToString();
    }

    private static void Append(StringBuilder text, SweepSummary summary, string plot, bool several)
    {
        var title = DatasetTitle.Of(summary.Dataset);
        if (several)
            text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n");
        text.Append(CultureInfo.InvariantCulture, $"\n![{title}: test accuracy against labels bought]({plot})\n");
        text.Append(CultureInfo.InvariantCulture, $"\nTest accuracy in %, {MeanText(summary)}. The test set is graded once per run, after its last label.\n\n");
        text.Append(MarkdownTable.Header(["labels", .. summary.Labels.Select(Count)]));
        foreach (var series in summary.Series)
            text.Append(MarkdownTable.Row([series.Name, .. summary.Labels.Select(labels => Accuracy(summary, series, labels))]));
        foreach (var series in summary.Series.Where(s => !s.IsRandom && summary.Labels.Any(l => summary.GainOverRandom(s, l) is not null)))
            text.Append(MarkdownTable.Row([$"{series.Name} − random", .. summary.Labels.Select(labels => summary.GainOverRandom(series, labels)?.Percent("+0.0;−0.0;0.0") ?? "")]));
        if (summary.Cells.Any(c => c.Bought < c.Labels))
            AppendBought(text, summary);
        AppendF1(text, summary);
        AppendMembers(text, summary);
        text.Append(CultureInfo.InvariantCulture, $"\nSeconds per run: {string.Join(", ", summary.Labels.Select(l => $"{Count(l)} labels {Seconds(summary, l)}"))}. The encoder's training is in the run that needed it first.\n");
    }

    private static string MeanText(SweepSummary summary) => summary.Seeds is [var only]
        ? string.Create(CultureInfo.InvariantCulture, $"seed {only}")
        : $"mean ± sample standard deviation over seeds {string.Join(", ", summary.Seeds)}";

    private static string Accuracy(SweepSummary summary, Series series, int labels)
    {
        if (summary.Cell(series, labels) is not { } cell)
            return "";
        var isBest = summary.Series.Count > 1 && summary.Cells.Where(c => c.Labels == labels).Max(c => c.Accuracy.Mean) == cell.Accuracy.Mean;
        // A mean of fewer seeds than the heading says.
        var count = cell.Accuracy.Count == summary.Seeds.Count ? "" : string.Create(CultureInfo.InvariantCulture, $" (n = {cell.Accuracy.Count})");
        return (isBest ? $"**{cell.Accuracy.Percent()}**" : cell.Accuracy.Percent()) + count;
    }

    private static void AppendBought(StringBuilder text, SweepSummary summary)
    {
        text.Append("\nLabels bought on average, where a rule could stop the run:\n\n");
        text.Append(MarkdownTable.Header(["budget", .. summary.Labels.Select(Count)]));
        foreach (var series in summary.Series)
            text.Append(MarkdownTable.Row([series.Name, .. summary.Labels.Select(l => summary.Cell(series, l) is { } cell ? Count((int)Math.Round(cell.Bought)) : "")]));
    }

    private static void AppendF1(StringBuilder text, SweepSummary summary)
    {
        text.Append("\nMacro-F1 in %, the mean of the classes' F1 scores:\n\n");
        text.Append(MarkdownTable.Header(["labels", .. summary.Labels.Select(Count)]));
        foreach (var series in summary.Series)
            text.Append(MarkdownTable.Row([series.Name, .. summary.Labels.Select(labels => summary.Cell(series, labels) is { } cell ? Spread.Of(cell.Rows.Select(r => r.MacroF1)).Percent() : "")]));
    }

    private static void AppendMembers(StringBuilder text, SweepSummary summary)
    {
        string[] members = [.. summary.Cells.SelectMany(c => c.Rows).SelectMany(r => r.Members).Select(m => m.Name).Distinct(StringComparer.Ordinal)];
        if (members.Length == 0)
            return;
        text.Append("\nThe parts of the final classifier, each by itself:\n\n");
        text.Append(MarkdownTable.Header(["labels", .. summary.Labels.Select(Count)]));
        foreach (var series in summary.Series)
        {
            foreach (var member in members)
                text.Append(MarkdownTable.Row([$"{series.Name}: {member}", .. summary.Labels.Select(labels => Member(summary.Cell(series, labels), member))]));
        }
    }

    private static string Member(SummaryCell? cell, string member)
    {
        double[] accuracies = [.. (cell?.Rows ?? []).SelectMany(r => r.Members).Where(m => m.Name == member).Select(m => m.Accuracy)];
        return accuracies.Length == 0 ? "" : Spread.Of(accuracies).Percent();
    }

    private static string Seconds(SweepSummary summary, int labels)
    {
        double[] seconds = [.. summary.Cells.Where(c => c.Labels == labels).SelectMany(c => c.Rows).Select(r => r.Seconds)];
        return seconds.Min() == seconds.Max()
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds[0]:N0}")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds.Min():N0} to {seconds.Max():N0}");
    }

    private static void Append(StringBuilder text, string dataset, IReadOnlyList<PublishedResult> published)
    {
        if (published.Count == 0)
            return;
        text.Append(CultureInfo.InvariantCulture, $"\n## Published results on {DatasetTitle.Of(dataset)}\n\n");
        text.Append(MarkdownTable.Header(["labels", "accuracy, %", "method", "source"]));
        foreach (var result in published)
            text.Append(MarkdownTable.Row([Count(result.Labels), (100 * result.Accuracy).ToString("0.0#", CultureInfo.InvariantCulture), result.Method, result.Source]));
    }

    private static string Count(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
