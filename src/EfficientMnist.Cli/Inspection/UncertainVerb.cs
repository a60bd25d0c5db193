using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;
using Spectre.Console;

namespace EfficientMnist.Cli.Inspection;

/// <summary>The images of the pool that a run's classifier is least sure of.</summary>
internal sealed class UncertainVerb() : Verb<UncertainOptions>(
    "uncertain",
    "lists the images that a run's classifier is least sure of",
    UncertainOptions.Table,
    [Word.Run])
{
    protected override async Task<int> ExecuteAsync(VerbLine<UncertainOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var request = new ListUncertainRequest { RunId = line.Words[0], Limit = line.Options.Limit };
        using var system = SystemConnection.Open(screen);
        var found = await system.Classifier.ListUncertainAsync(request, cancellationToken: cancellationToken);
        if (line.Options.Json)
        {
            screen.Output.WriteLine(new JsonArray([.. found.Samples.Select(s => new JsonObject
            {
                ["sample_id"] = s.SampleId, ["predicted_label"] = s.PredictedLabel, ["class"] = found.ClassNames[s.PredictedLabel],
                ["probabilities"] = new JsonArray([.. s.Probabilities.Select(p => JsonValue.Create(p))]),
            })]).ToJsonString());
            return 0;
        }
        var table = new Table().AddColumns("image", "likeliest", "next");
        foreach (var sample in found.Samples)
        {
            var ranked = Enumerable.Range(0, sample.Probabilities.Count).OrderByDescending(c => sample.Probabilities[c]).Take(2).Select(c =>
                string.Create(CultureInfo.InvariantCulture, $"{found.ClassNames[c]} {sample.Probabilities[c]:P0}"));
            table.AddRow([sample.SampleId.ToString(CultureInfo.InvariantCulture), .. ranked.Select(Markup.Escape)]);
        }
        screen.OutputConsole().Write(table);
        return 0;
    }
}

/// <summary>The options of eml uncertain.</summary>
internal sealed record UncertainOptions
{
    public int Limit { get; init; } = 20;

    public bool Json { get; init; }

    public static OptionTable<UncertainOptions> Table { get; } = new OptionTable<UncertainOptions>("eml uncertain", new())
        .Limit(o => o.Limit, "How many images are listed.")
        .Json(o => o.Json);
}
