using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Sweep.Results;
using Spectre.Console;

namespace EfficientMnist.Cli.Sweep;

/// <summary>The end of a sweep for people and for programs.</summary>
internal static class SweepText
{
    public static void Show(SweepDocument document, SweepFolder? folder, bool json, Screen screen)
    {
        if (json)
        {
            screen.Output.WriteLine(Json(document, folder));
            return;
        }
        foreach (var summary in SweepSummary.Of(document))
        {
            screen.Output.WriteLine($"{summary.Dataset}: test accuracy in %, mean ± standard deviation");
            screen.OutputConsole().Write(Table(summary));
        }
        screen.Output.WriteLine(folder is null
            ? "Add --out <folder> to the same command for files and a plot: completed runs are not repeated."
            : $"Tables and plot: {Path.Combine(folder.Path, "README.md")}");
    }

    private static Table Table(SweepSummary summary)
    {
        var table = new Table().AddColumn("labels");
        foreach (var labels in summary.Labels)
            table.AddColumn(labels.ToString("N0", CultureInfo.InvariantCulture));
        foreach (var series in summary.Series)
            table.AddRow([Markup.Escape(series.Name), .. summary.Labels.Select(labels => summary.Cell(series, labels)?.Accuracy.Percent() ?? "")]);
        return table;
    }

    private static string Json(SweepDocument document, SweepFolder? folder)
    {
        var summary = SweepSummary.Of(document).SelectMany(s => s.Cells.Select(cell => (JsonNode)new JsonObject
        {
            ["dataset"] = s.Dataset,
            ["series"] = cell.Series.Name,
            ["labels"] = cell.Labels,
            ["runs"] = cell.Accuracy.Count,
            ["mean"] = Math.Round(cell.Accuracy.Mean, 6),
            ["deviation"] = cell.Accuracy.Deviation is { } deviation ? Math.Round(deviation, 6) : null,
        }));
        return new JsonObject
        {
            ["out"] = folder?.Path,
            ["runs"] = document.Runs.Count,
            ["planned"] = document.Planned,
            ["seconds"] = Math.Round(document.Runs.Sum(r => r.Seconds), 1),
            ["summary"] = new JsonArray([.. summary]),
        }.ToJsonString();
    }
}
