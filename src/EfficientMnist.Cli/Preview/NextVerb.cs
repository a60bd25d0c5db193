using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Preview;

/// <summary>The batch a run would buy next, without buying it.</summary>
internal sealed class NextVerb : IVerb
{
    public string Name => "next";

    public string Usage => "[<run>] [key=value …] [--json]";

    public string Summary => "shows the images a run would buy next, why, and what they cost; buys nothing";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json"], []);
        var request = new PreviewBatchRequest { RunId = line.WordsFrom() switch { [] => "", [var run] => run, _ => line.Words("run")[0] } };
        foreach (var (name, value) in line.Options)
            request.Options[name] = value;
        using var system = SystemConnection.Open(screen);
        var batch = await system.Classifier.PreviewBatchAsync(request, cancellationToken: cancellationToken);
        if (line.Has("--json"))
            screen.Output.WriteLine(Json(batch));
        else
            Write(batch, screen);
        return 0;
    }

    private static void Write(PreviewBatchResponse batch, Screen screen)
    {
        if (batch.Samples.Count > 0)
        {
            var table = new Table().AddColumns("rank", "image", "score", "why");
            foreach (var sample in batch.Samples)
            {
                table.AddRow([.. new[]
                {
                    sample.Rank.ToString(CultureInfo.InvariantCulture),
                    sample.SampleId.ToString(CultureInfo.InvariantCulture),
                    sample.Score.ToString("G4", CultureInfo.InvariantCulture),
                    sample.Reason,
                }.Select(Markup.Escape)]);
            }
            screen.OutputConsole().Write(table);
        }
        var verb = batch.Decided ? "buys these as soon as it goes on" : "would buy these";
        screen.Output.WriteLine(batch.Samples.Count == 0
            ? string.Create(CultureInfo.InvariantCulture, $"Nothing: all labels are bought, {batch.BudgetLeft:N0} are left.")
            : string.Create(CultureInfo.InvariantCulture, $"Round {batch.Round} ({batch.Strategy}) {verb}: {batch.Cost:N0} labels, {batch.BudgetLeft:N0} left after it. Nothing was bought."));
    }

    private static string Json(PreviewBatchResponse batch) => new JsonObject
    {
        ["round"] = batch.Round,
        ["strategy"] = batch.Strategy,
        ["cost"] = batch.Cost,
        ["budget_left"] = batch.BudgetLeft,
        ["decided"] = batch.Decided,
        ["samples"] = new JsonArray([.. batch.Samples.Select(s => new JsonObject
        {
            ["rank"] = s.Rank, ["sample_id"] = s.SampleId, ["score"] = s.Score, ["reason"] = s.Reason,
        })]),
    }.ToJsonString();
}
