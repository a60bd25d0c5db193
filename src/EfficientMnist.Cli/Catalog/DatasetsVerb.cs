using System.Text.Json.Nodes;
using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Catalog;

/// <summary>The data sets the store knows, and where it found them.</summary>
internal sealed class DatasetsVerb() : Verb<OutputOptions>("datasets", "lists the data sets and where they were found", OutputOptions.Table)
{
    protected override async Task<int> ExecuteAsync(VerbLine<OutputOptions> line, Screen screen, CancellationToken cancellationToken)
    {
        using var system = SystemConnection.Open(screen);
        var datasets = (await system.Datasets.ListDatasetsAsync(new ListDatasetsRequest(), cancellationToken: cancellationToken)).Datasets;
        if (line.Options.Json)
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
