using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Preview;

/// <summary>The batch a run would buy next, without buying it.</summary>
internal sealed class NextVerb() : Verb<OutputOptions>(
    "next",
    "shows the images a run would buy next, why, and what they cost; buys nothing",
    OutputOptions.Table,
    [Word.Run with { Least = 0, Meaning = "The id of a run; none for a run that would begin now." }],
    "An option of the batch that is shown, where it is not to be as in the run.")
{
    protected override async Task<int> ExecuteAsync(VerbLine<OutputOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var request = new PreviewBatchRequest { RunId = line.Words.FirstOrDefault("") };
        foreach (var (name, value) in line.RunOptions)
            request.Options[name] = value;
        using var system = SystemConnection.Open(screen);
        var batch = await system.Classifier.PreviewBatchAsync(request, cancellationToken: cancellationToken);
        if (line.Options.Json)
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
            ? string.Create(CultureInfo.InvariantCulture, $"Nothing: all labels are bought, or what is left does not pay for another; {batch.BudgetLeft:N0} are left.")
            : string.Create(CultureInfo.InvariantCulture, $"Round {batch.Round} ({batch.Strategy}) {verb}: {batch.Cost:N0} labels{(batch.MostPaid > 0 ? string.Create(CultureInfo.InvariantCulture, $" for {batch.MostPaid:N0} at most") : "")}, {batch.BudgetLeft:N0} left after it. Nothing was bought."));
    }

    private static string Json(PreviewBatchResponse batch)
    {
        var json = Described(batch);
        if (batch.MostPaid > 0)
            json["most_paid"] = batch.MostPaid;
        return json.ToJsonString();
    }

    private static JsonObject Described(PreviewBatchResponse batch) => new()
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
    };
}
