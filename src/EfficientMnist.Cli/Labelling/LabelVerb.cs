using EfficientMnist.Cli.Accounts;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;

namespace EfficientMnist.Cli.Labelling;

/// <summary>Labelling by hand in the terminal.</summary>
internal sealed class LabelVerb() : Verb<LabellingOptions>(
    "label",
    "labels the images that a run with oracle.kind=human asks for, in the terminal",
    LabellingOptions.Table,
    [Word.Run])
{
    protected override async Task<int> ExecuteAsync(VerbLine<LabellingOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var id = line.Words[0];
        using var system = SystemConnection.Open(screen);
        var run = await LabelledRun.FindAsync(system, id, cancellationToken);
        IReplies replies = screen.InputIsTerminal && screen.OutputIsTerminal && run.Keys.AreComplete
            ? new KeyReplies(run)
            : new LineReplies(run, screen.Input);
        ILabelDisplay display = line.Options.Json ? new JsonDisplay(run, screen.Output) : new PictureDisplay(run, system.Datasets, screen);
        return await new LabelSession(system.Oracle, run, line.Options.AnnotatorOn(screen), replies, display).RunAsync(cancellationToken);
    }
}
