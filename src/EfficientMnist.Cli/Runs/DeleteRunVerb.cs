using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Runs;

/// <summary>Removes archived runs for good.</summary>
internal sealed class DeleteRunVerb() : Verb<NoOptions>(
    "delete-run", "removes archived runs for good; the labels they bought stay in the ledger", NoOptions.Table, [Word.Run with { Most = int.MaxValue }])
{
    protected override async Task<int> ExecuteAsync(VerbLine<NoOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        using var system = SystemConnection.Open(screen);
        foreach (var id in line.Words)
        {
            await system.Classifier.DeleteRunAsync(new DeleteRunRequest { RunId = id }, cancellationToken: cancellationToken);
            screen.Output.WriteLine($"Run {id} is deleted.");
        }
        return 0;
    }
}
