using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>Takes runs out of the lists, or puts them back.</summary>
internal sealed class ArchiveVerb : IVerb
{
    private const string UndoSwitch = "--undo";

    public string Name => "archive";

    public string Usage => "<run> … [--undo]";

    public string Summary => "takes runs out of the lists, which show them with --archived; --undo puts them back";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, [UndoSwitch], []).WithoutOptions();
        using var system = SystemConnection.Open(screen);
        foreach (var id in line.WordsFrom("run"))
        {
            await system.Classifier.ArchiveRunAsync(new ArchiveRunRequest { RunId = id, Undo = line.Has(UndoSwitch) }, cancellationToken: cancellationToken);
            screen.Output.WriteLine(line.Has(UndoSwitch) ? $"Run {id} is in the lists again." : $"Run {id} is archived. To put it back: eml archive {id} {UndoSwitch}");
        }
        return 0;
    }
}
