using EfficientMnist.Cli.Sweep.Plot;

namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>The folder a sweep leaves: results.json, and what can be drawn from it anew.</summary>
internal sealed class SweepFolder(string path)
{
    private const string JsonName = "results.json";
    private const string CsvName = "results.csv";
    private const string ReportName = "README.md";

    public string Path => path;

    private string JsonPath => System.IO.Path.Combine(path, JsonName);

    /// <summary>What is there; null where there is nothing yet.</summary>
    public SweepDocument? TryRead() => File.Exists(JsonPath) ? SweepJson.Read(File.ReadAllText(JsonPath), JsonPath) : null;

    public void Write(SweepDocument document)
    {
        Directory.CreateDirectory(path);
        Replace(JsonName, SweepJson.Write(document));
        using var csv = new StringWriter();
        SweepCsv.Write(document, csv);
        Replace(CsvName, csv.ToString());
        var plots = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var summary in SweepSummary.Of(document))
        {
            var name = document.Datasets.Count == 1 ? "accuracy.svg" : $"accuracy-{FileName(summary.Dataset)}.svg";
            plots[summary.Dataset] = name;
            Replace(name, AccuracyPlot.Draw(summary));
        }
        Replace(ReportName, SweepReport.Write(document, plots));
    }

    // A data set may be a folder of the user's own.
    private static string FileName(string dataset) => string.Concat(dataset.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-'));

    // Whoever looks at the folder in the middle of a sweep sees whole files.
    private void Replace(string name, string text)
    {
        var target = System.IO.Path.Combine(path, name);
        var fresh = target + ".new";
        File.WriteAllText(fresh, text);
        File.Move(fresh, target, overwrite: true);
    }
}
