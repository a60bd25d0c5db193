using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Import;

/// <summary>Deletes an imported data set.</summary>
internal sealed class DeleteVerb() : Verb<NoOptions>(
    "delete",
    "deletes an imported data set that no run uses",
    NoOptions.Table,
    [new("data set", "The name of a data set; eml datasets lists them.")])
{
    protected override async Task<int> ExecuteAsync(VerbLine<NoOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        var name = line.Words[0];
        using var system = SystemConnection.Open(screen);
        await system.Datasets.DeleteDatasetAsync(new DeleteDatasetRequest { Name = name }, cancellationToken: cancellationToken);
        screen.Output.WriteLine($"{name} is deleted.");
        return 0;
    }
}
