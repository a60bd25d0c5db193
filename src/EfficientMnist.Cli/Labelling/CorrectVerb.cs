using System.Globalization;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Labelling;

/// <summary>Gives an answered image another label.</summary>
internal sealed class CorrectVerb : IVerb
{
    public string Name => "correct";

    public string Usage => "<run> <image> <class> [--annotator name] [--json]";

    public string Summary => "gives an answered image another label, by key or name; not charged, and no row of the ledger is lost";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json"], [AnnotatorName.Setting]).WithoutOptions();
        var words = line.Words("run", "image", "class");
        if (!int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sample))
            throw new UsageException($"'{words[1]}' is no number of an image.");
        using var system = SystemConnection.Open(screen);
        var run = await LabelledRun.FindAsync(system, words[0], cancellationToken);
        var request = new CorrectLabelRequest { RunId = run.Id, SampleId = sample, Label = run.Label(words[2]), Annotator = AnnotatorName.Of(line, screen) };
        var corrected = await system.Oracle.CorrectLabelAsync(request, cancellationToken: cancellationToken);
        if (line.Has("--json"))
            screen.Output.WriteLine(run.Ledger.Row(corrected.Entry).ToJsonString());
        else
            screen.Output.WriteLine($"Image {sample} is {run.ClassName(request.Label)}{(corrected.Replayed ? ", as it was" : $"; the rounds that follow learn from it, a run that has ended by eml relearn {run.Id}")}.");
        return 0;
    }
}
