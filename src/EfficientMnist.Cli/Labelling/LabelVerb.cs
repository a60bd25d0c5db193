using EfficientMnist.Cli.Accounts;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;

namespace EfficientMnist.Cli.Labelling;

/// <summary>Labelling by hand in the terminal.</summary>
internal sealed class LabelVerb : IVerb
{
    public string Name => "label";

    public string Usage => "<run> [--annotator name] [--json]";

    public string Summary => "labels the images that a run with oracle.kind=human asks for, in the terminal";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json"], [AnnotatorName.Setting]).WithoutOptions();
        var id = line.Words("run")[0];
        using var system = SystemConnection.Open(screen);
        var run = await LabelledRun.FindAsync(system, id, cancellationToken);
        IReplies replies = screen.InputIsTerminal && screen.OutputIsTerminal && run.Keys.AreComplete
            ? new KeyReplies(run)
            : new LineReplies(run, screen.Input);
        ILabelDisplay display = line.Has("--json") ? new JsonDisplay(run, screen.Output) : new PictureDisplay(run, system.Datasets, screen);
        return await new LabelSession(system.Oracle, run, AnnotatorName.Of(line, screen), replies, display).RunAsync(cancellationToken);
    }
}
