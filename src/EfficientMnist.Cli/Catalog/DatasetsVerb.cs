using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Catalog;

/// <summary>The data sets the store knows, and where it found them.</summary>
internal sealed class DatasetsVerb : IVerb
{
    public string Name => "datasets";

    public string Usage => "[--json]";

    public string Summary => "lists the data sets and where they were found";

    public async Task<int> ExecuteAsync(IReadOnlyList<string> arguments, Screen screen, CancellationToken cancellationToken)
    {
        var line = CommandLine.Parse(arguments, ["--json"], []).WithoutOptions();
        line.Words();
        using var system = SystemConnection.Open(screen);
        var datasets = (await system.Datasets.ListDatasetsAsync(new ListDatasetsRequest(), cancellationToken: cancellationToken)).Datasets;
        if (line.Has("--json"))
        {
            screen.Output.WriteLine(new JsonArray([.. datasets.Select(d => new JsonObject
            {
                ["name"] = d.Name, ["available"] = d.Available, ["imported"] = d.Imported, ["detail"] = d.Detail,
            })]).ToJsonString());
            return 0;
        }
        var table = new Table().AddColumns("data set", "available", "imported", "where");
        foreach (var dataset in datasets)
            table.AddRow(Markup.Escape(dataset.Name), dataset.Available ? "yes" : "no", dataset.Imported ? "yes" : "", Markup.Escape(dataset.Detail));
        screen.OutputConsole().Write(table);
        return 0;
    }
}
