using System.Text.Json.Nodes;
using EfficientMnist.Cli.Search.Results;
using EfficientMnist.Search.Studies;
using EfficientMnist.Search.Trials;
using Spectre.Console;

namespace EfficientMnist.Cli.Search;

/// <summary>The end of a search for people and for programs.</summary>
internal static class SearchText
{
    private const int Shown = 10;

    /// <summary>Returns the exit code: 1 where no trial has come to its end.</summary>
    public static int Show(StudyPlan plan, IReadOnlyList<Trial> trials, SearchFolder folder, bool json, Screen screen)
    {
        var best = Ranking.Best(trials, plan.Goal);
        if (json)
        {
            screen.Output.WriteLine(Json(plan, trials, best, folder));
            return best is null ? 1 : 0;
        }
        var table = new Table().AddColumns(["trial", plan.Context[SearchLine.ObjectiveKey], .. plan.Space.Axes.Select(a => Markup.Escape(a.Name))]);
        foreach (var trial in Ranking.BestFirst(trials, plan.Goal).Take(Shown))
            table.AddRow([SearchTable.Number(trial), Markup.Escape(SearchProgress.Result(trial)), .. plan.Space.Axes.Select(a => Markup.Escape(trial.Values[a.Name]))]);
        screen.OutputConsole().Write(table);
        if (best is not null)
            screen.Output.WriteLine($"Best: {SearchReport.Command(plan, best)}");
        screen.Output.WriteLine($"All {trials.Count} trials, their plot and how they were made: {Path.Combine(folder.Path, SearchFolder.ReportName)}");
        return best is null ? 1 : 0;
    }

    private static string Json(StudyPlan plan, IReadOnlyList<Trial> trials, Trial? best, SearchFolder folder) => new JsonObject
    {
        ["out"] = folder.Path,
        ["objective"] = plan.Context[SearchLine.ObjectiveKey],
        ["trials"] = trials.Count,
        ["completed"] = trials.Count(t => t.State == TrialState.Completed),
        ["pruned"] = trials.Count(t => t.State == TrialState.Pruned),
        ["failed"] = trials.Count(t => t.State == TrialState.Failed),
        ["seconds"] = Math.Round(trials.Sum(t => t.Seconds), 1),
        ["best"] = best is null ? null : new JsonObject
        {
            ["trial"] = best.Number + 1,
            ["value"] = Math.Round(best.Value!.Value, 6),
            ["work"] = best.Work,
            ["options"] = new JsonObject(SearchLine.Point(plan, best).Options.Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value))),
        },
        ["importance"] = new JsonObject(Importance.Of(plan.Space, trials, plan.Goal).Select(i => KeyValuePair.Create(i.Key, (JsonNode?)Math.Round(i.Value, 4)))),
    }.ToJsonString();
}
