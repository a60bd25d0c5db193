using System.Globalization;
using System.Text;

namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>Command, machine, source and data of each sweep in a results folder.</summary>
internal static class OriginReport
{
    public static void Append(StringBuilder text, SweepDocument document)
    {
        text.Append("\n## How it was made\n");
        foreach (var sweep in document.Sweeps)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n```\n{sweep.Command}\n```\n\n");
            text.Append(MarkdownTable.Header(["", ""]));
            foreach (var (name, value) in Facts(sweep))
                text.Append(MarkdownTable.Row([name, value]));
        }
        var time = TimeSpan.FromSeconds(document.Runs.Sum(r => r.Seconds));
        text.Append(CultureInfo.InvariantCulture, $"\n{document.Runs.Count} runs, {Math.Floor(time.TotalHours):0} h {time.Minutes:00} min of working time. ");
        text.Append(CultureInfo.InvariantCulture, $"Source of the runs: {Sources(document)}. ");
        text.Append("Every run with its options is in [results.json](results.json), one row each in [results.csv](results.csv).\n");
    }

    private static IEnumerable<(string Name, string Value)> Facts(SweepOrigin sweep)
    {
        var hardware = sweep.Hardware;
        yield return ("hardware", string.Create(CultureInfo.InvariantCulture, $"{hardware.Cpu}, {hardware.Cores} cores, {hardware.MemoryGib:0.#} GiB; GPU: {hardware.Gpu}"));
        yield return ("training", string.Create(CultureInfo.InvariantCulture, $"{hardware.Precision}, {hardware.Threads} threads"));
        yield return ("system", $"{hardware.Os}, {sweep.Software.Dotnet}");
        yield return ("libraries", string.Join(", ", sweep.Software.Libraries.Select(l => $"{l.Key} {l.Value}")));
        yield return ("commit", sweep.Software.Source());
        yield return ("date", sweep.Date.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
        foreach (var data in sweep.Datasets)
        {
            yield return (data.Name, string.Create(
                CultureInfo.InvariantCulture, $"{data.Source}. Pool of {data.PoolCount:N0} images, SHA-256 `{Short(data.PoolHash)}…`; test set of {data.TestCount:N0}, `{Short(data.TestHash)}…`"));
        }
    }

    private static string Sources(SweepDocument document) => string.Join(", ", document.Runs.GroupBy(r => r.Commit ?? "")
        .Select(g => string.Create(CultureInfo.InvariantCulture, $"{(g.Key.Length > 0 ? g.Key : "not written down, completed before this sweep")} ({g.Count()} {(g.Count() == 1 ? "run" : "runs")})")));

    private static string Short(string hash) => hash.Length > 16 ? hash[..16] : hash;
}
