using System.Globalization;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Labelling;

/// <summary>Gives an answered image another label, or none.</summary>
internal sealed class CorrectVerb() : Verb<LabellingOptions>(
    "correct",
    "gives an answered image another label, by key or name, or rejects it; not charged, and no row of the ledger is lost",
    LabellingOptions.Table,
    [Word.Run, new("image or file", "The image, by its number or by the file it was made of."), new("class", "The right class, by name or key; none or unusable rejects the image.")])
{
    protected override async Task<int> ExecuteAsync(VerbLine<LabellingOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var words = line.Words;
        using var system = SystemConnection.Open(screen);
        var run = await LabelledRun.FindAsync(system, words[0], cancellationToken);
        var sample = int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : await SampleOfAsync(system, run, words[1], cancellationToken);
        var request = new CorrectLabelRequest { RunId = run.Id, SampleId = sample, Annotator = line.Options.AnnotatorOn(screen) };
        if (run.Reject(words[2]) is { } reason)
            request.Reject = reason;
        else
            request.Label = run.Label(words[2]);
        var corrected = await system.Oracle.CorrectLabelAsync(request, cancellationToken: cancellationToken);
        if (line.Options.Json)
            screen.Output.WriteLine(run.Ledger.Row(corrected.Entry).ToJsonString());
        else
            screen.Output.WriteLine($"Image {sample} is {run.Said(corrected.Entry)}{(corrected.Replayed ? ", as it was" : $"; the rounds that follow learn from it, a run that has ended by eml relearn {run.Id}")}.");
        return 0;
    }

    /// <summary>The answered image that was made of a file, named with its folder or by its own name where that is the only one.</summary>
    private static async Task<int> SampleOfAsync(SystemConnection system, LabelledRun run, string file, CancellationToken cancellationToken)
    {
        var answers = (await FinalAnswers.OfAsync(system.Oracle, run.Id, cancellationToken)).All.ToList();
        var found = answers.Where(entry => entry.File == file).ToList();
        if (found.Count == 0)
            found = [.. answers.Where(entry => entry.File.EndsWith('/' + file, StringComparison.Ordinal))];
        return found switch
        {
            [var only] => only.SampleId,
            [] => throw new UsageException($"No answered image of {run.Id} has the number or the file '{file}'. eml answers {run.Id} lists the latest."),
            _ => throw new UsageException($"'{file}' may be {string.Join(", ", found.Take(3).Select(entry => entry.File))}. Name it with its folder."),
        };
    }
}
