using System.Globalization;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Export;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Labelling;

/// <summary>Gives an answered image another label.</summary>
internal sealed class CorrectVerb() : Verb<LabellingOptions>(
    "correct",
    "gives an answered image another label, by key or name; not charged, and no row of the ledger is lost",
    LabellingOptions.Table,
    [Word.Run, new("image or file", "The image, by its number or by the file it was made of."), new("class", "The right class, by name or key.")])
{
    protected override async Task<int> ExecuteAsync(VerbLine<LabellingOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var words = line.Words;
        using var system = SystemConnection.Open(screen);
        var run = await LabelledRun.FindAsync(system, words[0], cancellationToken);
        var sample = int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : await SampleOfAsync(system, run, words[1], cancellationToken);
        var request = new CorrectLabelRequest { RunId = run.Id, SampleId = sample, Label = run.Label(words[2]), Annotator = line.Options.AnnotatorOn(screen) };
        var corrected = await system.Oracle.CorrectLabelAsync(request, cancellationToken: cancellationToken);
        if (line.Options.Json)
            screen.Output.WriteLine(run.Ledger.Row(corrected.Entry).ToJsonString());
        else
            screen.Output.WriteLine($"Image {sample} is {run.ClassName(request.Label)}{(corrected.Replayed ? ", as it was" : $"; the rounds that follow learn from it, a run that has ended by eml relearn {run.Id}")}.");
        return 0;
    }

    /// <summary>The labelled image that was made of a file, named with its folder or by its own name where that is the only one.</summary>
    private static async Task<int> SampleOfAsync(SystemConnection system, LabelledRun run, string file, CancellationToken cancellationToken)
    {
        var labels = await FinalLabels.OfAsync(system, run, cancellationToken);
        var found = labels.Where(entry => entry.File == file).ToList();
        if (found.Count == 0)
            found = [.. labels.Where(entry => entry.File.EndsWith('/' + file, StringComparison.Ordinal))];
        return found switch
        {
            [var only] => only.SampleId,
            [] => throw new UsageException($"No labelled image of {run.Id} has the number or the file '{file}'. eml answers {run.Id} lists the latest."),
            _ => throw new UsageException($"'{file}' may be {string.Join(", ", found.Take(3).Select(entry => entry.File))}. Name it with its folder."),
        };
    }
}
