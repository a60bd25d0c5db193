using System.Globalization;

namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>One row per run (RFC 4180).</summary>
internal static class SweepCsv
{
    public static void Write(SweepDocument document, TextWriter writer)
    {
        var columns = Columns(document);
        writer.Write(Line(columns.Select(c => c.Name)));
        foreach (var row in document.Runs)
            writer.Write(Line(columns.Select(c => c.Value(row))));
    }

    private static List<(string Name, Func<SweepRow, string> Value)> Columns(SweepDocument document)
    {
        var members = document.Runs.SelectMany(r => r.Members).Select(m => m.Name).Distinct(StringComparer.Ordinal);
        return
        [
            ("dataset", r => r.Dataset),
            ("strategy", r => r.Strategy),
            .. new SeriesNames(document).TellingOptions.Select(name => (name, (Func<SweepRow, string>)(r => SeriesNames.Value(r, name)))),
            ("labels", r => Text(r.Labels)),
            ("labels_bought", r => Text(r.LabelsBought)),
            ("seed", r => Text(r.Seed)),
            ("accuracy", r => Text(r.Accuracy)),
            ("macro_f1", r => Text(r.MacroF1)),
            .. members.Select(name => ($"accuracy_{name}", (Func<SweepRow, string>)(r => Text(r.Members.FirstOrDefault(m => m.Name == name)?.Accuracy)))),
            ("estimate", r => Text(r.Estimate?.Accuracy)),
            ("estimate_low", r => Text(r.Estimate?.Low)),
            ("estimate_high", r => Text(r.Estimate?.High)),
            ("estimate_labels", r => Text(r.Estimate?.Labels)),
            ("estimate_kind", r => r.Estimate?.Kind ?? ""),
            ("stop", r => r.Stop),
            ("encoder", r => r.EncoderId),
            ("seconds", r => Text(r.Seconds)),
            ("run", r => r.RunId),
            ("commit", r => r.Commit ?? ""),
        ];
    }

    /// <summary>A row of cells, quoted where they must be.</summary>
    public static string Line(IEnumerable<string> cells) => string.Join(',', cells.Select(Quoted)) + "\n";

    private static string Text(IFormattable? value) => value switch
    {
        null => "",
        double number => number.ToString(CultureInfo.InvariantCulture),
        _ => value.ToString(null, CultureInfo.InvariantCulture),
    };

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
