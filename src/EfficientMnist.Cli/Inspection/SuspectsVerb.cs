using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;
using Spectre.Console;

namespace EfficientMnist.Cli.Inspection;

/// <summary>Labels that are probably wrong.</summary>
internal sealed class SuspectsVerb() : Verb<SuspectsOptions>(
    "suspects",
    "lists bought labels that are probably wrong, and what asking again would cost",
    SuspectsOptions.Table,
    [Word.Run])
{
    protected override async Task<int> ExecuteAsync(VerbLine<SuspectsOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var request = new ListSuspectsRequest { RunId = line.Words[0], Limit = line.Options.Limit ?? 0 };
        using var system = SystemConnection.Open(screen);
        var found = await system.Classifier.ListSuspectsAsync(request, cancellationToken: cancellationToken);
        if (line.Options.Json)
            screen.Output.WriteLine(Json(found));
        else
            Write(found, screen);
        return 0;
    }

    private static void Write(ListSuspectsResponse found, Screen screen)
    {
        if (found.Suspects.Count > 0)
        {
            var table = new Table().AddColumns("image", "round", "label", "probably", "probability");
            foreach (var suspect in found.Suspects)
            {
                table.AddRow(
                    suspect.SampleId.ToString(CultureInfo.InvariantCulture),
                    suspect.Round.ToString(CultureInfo.InvariantCulture),
                    Markup.Escape(found.ClassNames[suspect.GivenLabel]),
                    Markup.Escape(found.ClassNames[suspect.SuggestedLabel]),
                    suspect.Probabilities[suspect.SuggestedLabel].ToString("P0", CultureInfo.InvariantCulture));
            }
            screen.OutputConsole().Write(table);
        }
        screen.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{found.Answers:N0} of {found.Labels:N0} labels are suspicious. Asking for them again takes {found.Answers:N0} answers and is charged {found.Charged:N0} labels: eml correct <run> <image> <class>"));
    }

    private static string Json(ListSuspectsResponse found) => new JsonObject
    {
        ["labels"] = found.Labels,
        ["answers"] = found.Answers,
        ["charged"] = found.Charged,
        ["classes"] = new JsonArray([.. found.ClassNames.Select(name => JsonValue.Create(name))]),
        ["suspects"] = new JsonArray([.. found.Suspects.Select(s => new JsonObject
        {
            ["sample_id"] = s.SampleId, ["round"] = s.Round, ["given_label"] = s.GivenLabel, ["suggested_label"] = s.SuggestedLabel,
            ["probabilities"] = new JsonArray([.. s.Probabilities.Select(p => JsonValue.Create(p))]),
        })]),
    }.ToJsonString();
}

/// <summary>The options of eml suspects.</summary>
internal sealed record SuspectsOptions
{
    public int? Limit { get; init; }

    public bool Json { get; init; }

    public static OptionTable<SuspectsOptions> Table { get; } = new OptionTable<SuspectsOptions>("eml suspects", new())
        .OptionalLimit(o => o.Limit, "How many labels are listed at most; all of them where it is not given.")
        .Json(o => o.Json);
}
