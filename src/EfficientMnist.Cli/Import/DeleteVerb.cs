using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Import;

/// <summary>Deletes an imported data set.</summary>
internal sealed class DeleteVerb : IVerb
{
    public string Name => "delete";

    public string Usage => "<data set>";

    public string Summary => "deletes an imported data set that no run uses";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var name = CommandLine.Parse(arguments, [], []).WithoutOptions().Words("data set")[0];
        using var system = SystemConnection.Open(screen);
        await system.Datasets.DeleteDatasetAsync(new DeleteDatasetRequest { Name = name }, cancellationToken: cancellationToken);
        screen.Output.WriteLine($"{name} is deleted.");
        return 0;
    }
}
