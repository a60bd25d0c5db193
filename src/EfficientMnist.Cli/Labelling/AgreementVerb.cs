using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;
using Spectre.Console;

namespace EfficientMnist.Cli.Labelling;

/// <summary>How far people agree on the images that two of them have answered on purpose.</summary>
internal sealed class AgreementVerb() : Verb<AgreementOptions>(
    "agreement",
    "tells how far people agree on the images that two of them answered (oracle.second), and lists those they disagree on, to be settled with eml correct",
    AgreementOptions.Table,
    [Word.Run])
{
    protected override async Task<int> ExecuteAsync(VerbLine<AgreementOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        using var system = SystemConnection.Open(screen);
        var run = await LabelledRun.FindAsync(system, line.Words[0], cancellationToken);
        var agreement = await system.Oracle.GetAgreementAsync(new GetAgreementRequest { RunId = run.Id }, cancellationToken: cancellationToken);
        if (line.Options.Json)
            screen.Output.WriteLine(Json(run, agreement).ToJsonString());
        else
            Write(screen, run, agreement);
        return 0;
    }

    private static void Write(Screen screen, LabelledRun run, GetAgreementResponse agreement)
    {
        if (agreement.Answered == 0)
        {
            screen.Output.WriteLine(agreement.Drawn > 0
                ? $"None of the {agreement.Drawn} images drawn for it has a second answer yet. Whoever has not answered one is given it by: eml label {run.Id} --annotator <another name>"
                : $"No image of {run.Id} is drawn to be answered twice. Start a run with oracle.second=0.1 to have a tenth of them.");
            return;
        }
        screen.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{agreement.Agreed} of {agreement.Answered} images answered twice have the same answer, {100.0 * agreement.Agreed / agreement.Answered:F1} %; Fleiss' kappa {Kappa(agreement.Kappa)}. {agreement.Drawn - agreement.Answered} wait for a second answer."));
        var pairs = new Table().AddColumns("people", "images", "the same", "Cohen's kappa");
        foreach (var pair in agreement.Pairs)
            pairs.AddRow(Markup.Escape($"{pair.First}, {pair.Second}"), Number(pair.Images), Number(pair.Agreed), Kappa(pair.Kappa));
        screen.OutputConsole().Write(pairs);
        if (agreement.Disagreements.Count == 0)
            return;
        var table = new Table().AddColumns("image", "file", "first", "second", "settled");
        foreach (var image in agreement.Disagreements)
            table.AddRow(Number(image.SampleId), Markup.Escape(image.File), Markup.Escape(Words(run, image.First)), Markup.Escape(Words(run, image.Second)), image.Settled ? "yes" : "");
        screen.OutputConsole().Write(table);
        if (agreement.Disagreements.Any(image => !image.Settled))
            screen.Output.WriteLine($"The first answer is the label until one of them is settled: eml correct {run.Id} <image> <class>, with the class it has to confirm it.");
    }

    private static JsonObject Json(LabelledRun run, GetAgreementResponse agreement) => new()
    {
        ["drawn"] = agreement.Drawn,
        ["answered"] = agreement.Answered,
        ["agreed"] = agreement.Agreed,
        ["fleiss_kappa"] = agreement.Kappa,
        ["pairs"] = new JsonArray([.. agreement.Pairs.Select(pair => new JsonObject
        {
            ["first"] = pair.First, ["second"] = pair.Second, ["images"] = pair.Images, ["agreed"] = pair.Agreed, ["cohen_kappa"] = pair.Kappa,
        })]),
        ["disagreements"] = new JsonArray([.. agreement.Disagreements.Select(image => new JsonObject
        {
            ["sample_id"] = image.SampleId, ["file"] = image.File, ["first"] = Json(run, image.First), ["second"] = Json(run, image.Second), ["settled"] = image.Settled,
        })]),
    };

    private static JsonObject Json(LabelledRun run, Said said) => new()
    {
        ["annotator"] = said.Annotator,
        ["class"] = said.Label >= 0 ? run.ClassName(said.Label) : null,
        ["reject"] = said.Label >= 0 ? null : RejectNames.Of(said.Reject),
    };

    private static string Words(LabelledRun run, Said said) => $"{(said.Label >= 0 ? run.ClassName(said.Label) : RejectNames.Phrase(said.Reject))} ({said.Annotator})";

    private static string Kappa(double? kappa) => kappa?.ToString("F2", CultureInfo.InvariantCulture) ?? "not defined";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The options of eml agreement.</summary>
internal sealed record AgreementOptions
{
    public bool Json { get; init; }

    public static OptionTable<AgreementOptions> Table { get; } = new OptionTable<AgreementOptions>("eml agreement", new()).Json(o => o.Json);
}
