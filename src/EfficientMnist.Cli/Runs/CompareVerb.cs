using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Runs;

/// <summary>Several runs side by side: what came of them and in which options they differ.</summary>
internal sealed class CompareVerb() : Verb<OutputOptions>(
    "compare",
    "shows runs side by side: their results and the options in which they differ",
    OutputOptions.Table,
    [Word.Run with { Least = 2, Most = int.MaxValue }])
{
    protected override async Task<int> ExecuteAsync(VerbLine<OutputOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        using var system = SystemConnection.Open(screen);
        List<Run> runs = [];
        foreach (var id in line.Words.Distinct())
            runs.Add((await system.Classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run);

        var differing = runs.SelectMany(run => run.Options.Keys).Distinct().Order(StringComparer.Ordinal)
            .Where(name => runs.Select(run => run.Options.GetValueOrDefault(name)).Distinct().Count() > 1)
            .ToList();
        if (line.Options.Json)
            screen.Output.WriteLine(new JsonArray([.. runs.Select(run => Json(run, differing))]).ToJsonString());
        else
            screen.OutputConsole().Write(Table(runs, differing));
        return 0;
    }

    private static JsonObject Json(Run run, IEnumerable<string> differing)
    {
        var json = RunJson.Of(run);
        json["differing"] = new JsonObject(differing.Select(name => KeyValuePair.Create(name, (JsonNode?)run.Options.GetValueOrDefault(name))));
        return json;
    }

    // One column for each run: names and options are long, runs compared are few.
    private static Table Table(IReadOnlyList<Run> runs, IEnumerable<string> differing)
    {
        var table = new Table().AddColumn("").AddColumns([.. runs.Select(run => Markup.Escape(run.RunId))]);
        Row("state", run => RunText.State(run.State));
        Row("labels", run => string.Create(CultureInfo.InvariantCulture, $"{run.BudgetSpent}/{run.BudgetLimit}"));
        if (runs.Any(RunMoney.Has))
            Row("paid", RunMoney.Paid);
        Row("accuracy", RunText.Accuracy);
        Row("macro-F1", run => run.Result?.MacroF1.ToString("F4", CultureInfo.InvariantCulture) ?? "");
        Row("estimate", RunText.Estimate);
        Row("seconds", run => run.Seconds.ToString("F0", CultureInfo.InvariantCulture));
        foreach (var labels in runs.SelectMany(run => run.Result?.Curve ?? []).Select(point => point.Labels).Distinct().Order())
            Row(string.Create(CultureInfo.InvariantCulture, $"at {labels:N0} labels"), run => At(run, labels));
        foreach (var name in differing)
            Row(name, run => run.Options.GetValueOrDefault(name, ""));
        return table;

        void Row(string name, Func<Run, string> value) => table.AddRow([name, .. runs.Select(run => Markup.Escape(value(run)))]);
    }

    private static string At(Run run, int labels) =>
        run.Result?.Curve.FirstOrDefault(point => point.Labels == labels)?.Accuracy.ToString("F4", CultureInfo.InvariantCulture) ?? "";
}
