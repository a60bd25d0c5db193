using System.Text.Json;
using EfficientMnist.Search.Studies;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Cli.Search.Results;

/// <summary>The folder of a search: its trials, which <see cref="Study"/> keeps, and what is written anew from them after each.</summary>
internal sealed class SearchFolder(string path)
{
    public const string ReportName = "README.md";
    private const string TableName = "trials.csv";
    private const string PlotName = "trials.svg";
    private const string OriginName = "origin.json";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    private readonly Lock _gate = new();

    public string Path => path;

    /// <summary>How the search is being made; null to keep what was written down.</summary>
    public SearchOrigin? Origin { get; init; }

    public void Write(StudyPlan plan, IReadOnlyList<Trial> trials)
    {
        lock (_gate)
        {
            var origin = Origin ?? ReadOrigin();
            if (Origin is not null)
                Replace(OriginName, JsonSerializer.Serialize(Origin, Json) + "\n");
            Replace(TableName, SearchTable.Csv(plan, trials));
            Replace(PlotName, TrialsPlot.Draw(plan, trials));
            Replace(ReportName, SearchReport.Write(plan, trials, origin, PlotName));
        }
    }

    private SearchOrigin? ReadOrigin()
    {
        var file = System.IO.Path.Combine(path, OriginName);
        return File.Exists(file) ? JsonSerializer.Deserialize<SearchOrigin>(File.ReadAllText(file), Json) : null;
    }

    // Several processes may write, and whoever looks sees whole files.
    private void Replace(string name, string text)
    {
        var target = System.IO.Path.Combine(path, name);
        var fresh = System.IO.Path.Combine(path, $".{name}.{Environment.ProcessId}");
        File.WriteAllText(fresh, text);
        File.Move(fresh, target, overwrite: true);
    }
}
