using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Options;

namespace EfficientMnist.Cli.Runs;

/// <summary>Takes runs out of the lists, or puts them back.</summary>
internal sealed class ArchiveVerb() : Verb<ArchiveOptions>(
    "archive", "takes runs out of the lists, which show them with --archived", ArchiveOptions.Table, [Word.Run with { Most = int.MaxValue }])
{
    protected override async Task<int> ExecuteAsync(VerbLine<ArchiveOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        using var system = SystemConnection.Open(screen);
        foreach (var id in line.Words)
        {
            await system.Classifier.ArchiveRunAsync(new ArchiveRunRequest { RunId = id, Undo = line.Options.Undo }, cancellationToken: cancellationToken);
            screen.Output.WriteLine(line.Options.Undo ? $"Run {id} is in the lists again." : $"Run {id} is archived. To put it back: eml archive {id} {ArchiveOptions.UndoName}");
        }
        return 0;
    }
}

/// <summary>The options of eml archive.</summary>
internal sealed record ArchiveOptions
{
    public const string UndoName = "--undo";

    public bool Undo { get; init; }

    public static OptionTable<ArchiveOptions> Table { get; } = new OptionTable<ArchiveOptions>("eml archive", new())
        .Switch(UndoName, o => o.Undo, "Puts them back.");
}
