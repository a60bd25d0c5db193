using EfficientMnist.Cli.Arguments;
using EfficientMnist.Cli.Connections;
using EfficientMnist.Cli.Sweep.Grid;
using EfficientMnist.Cli.Sweep.Results;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Sweep.Execution;

/// <summary>Asks the system and the machine what must be known to repeat a sweep.</summary>
internal sealed class OriginProbe(SystemConnection system, TimeProvider time)
{
    /// <exception cref="UsageException">A data set is not to be had.</exception>
    public async Task<SweepOrigin> ProbeAsync(SweepGrid grid, string command, CancellationToken cancellationToken)
    {
        var datasets = new List<DatasetContent>();
        foreach (var name in grid.Datasets)
            datasets.Add(await DatasetAsync(name, cancellationToken));
        var device = await system.Trainer.GetDeviceAsync(new GetDeviceRequest(), cancellationToken: cancellationToken);
        return new SweepOrigin
        {
            Command = command,
            Date = time.GetUtcNow(),
            RunsMissing = grid.Points().Count,
            Axes = grid.Axes,
            Hardware = MachineProbe.Hardware(device),
            Software = await SourceProbe.SoftwareAsync(AppContext.BaseDirectory, device, cancellationToken),
            Datasets = datasets,
        };
    }

    // No falling back to glyphs as for a single run: a table must be about what its title says.
    private async Task<DatasetContent> DatasetAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var dataset = (await system.Datasets.GetDatasetAsync(new GetDatasetRequest { Name = name }, cancellationToken: cancellationToken)).Dataset;
            var (pool, test) = (Split(dataset, Contracts.V1.Split.Train), Split(dataset, Contracts.V1.Split.Test));
            return new DatasetContent(dataset.Name, WithoutFolder(dataset.Source), pool.Count, pool.ContentHash, test.Count, test.ContentHash);
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            var known = (await system.Datasets.ListDatasetsAsync(new ListDatasetsRequest(), cancellationToken: cancellationToken)).Datasets;
            throw new UsageException($"dataset={name}: {error.Status.Detail} To be had: {string.Join(", ", known.Where(d => d.Available).Select(d => d.Name))}.");
        }
    }

    // The store tells in brackets at the end where on this machine it found the files: nothing for a table that others read.
    private static string WithoutFolder(string source)
    {
        var folder = source.EndsWith(')') ? source.LastIndexOf(" (", StringComparison.Ordinal) : -1;
        return folder < 0 ? source : source[..folder];
    }

    private static SplitInfo Split(Dataset dataset, Split split) => dataset.Splits.FirstOrDefault(s => s.Split == split) ?? new SplitInfo();
}
