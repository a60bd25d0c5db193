using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Inspection;

/// <summary>The images of the pool that a run's classifier is least sure of.</summary>
internal sealed class UncertainVerb : IVerb
{
    private const int DefaultLimit = 20;

    public string Name => "uncertain";

    public string Usage => "<run> [--limit 20] [--json]";

    public string Summary => "lists the images that a run's classifier is least sure of";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json"], ["--limit"]).WithoutOptions();
        var request = new ListUncertainRequest { RunId = line.Words("run")[0], Limit = Limits.Read(line, DefaultLimit) };
        using var system = SystemConnection.Open(screen);
        var found = await system.Classifier.ListUncertainAsync(request, cancellationToken: cancellationToken);
        if (line.Has("--json"))
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
