using EfficientMnist.Cli.Arguments;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Catalog;

/// <summary>Where a known data set is not to be had, runs on glyphs instead, and says so loudly.</summary>
internal sealed class DatasetFallback(DatasetStoreService.DatasetStoreServiceClient store, TextWriter messages)
{
    private const string Key = "dataset";
    private const string Standard = "fashion-mnist";
    private const string DrawnByCode = "glyphs";

    public async Task<IReadOnlyDictionary<string, string>> ResolveAsync(IReadOnlyDictionary<string, string> options, CancellationToken cancellationToken)
    {
        var wanted = options.GetValueOrDefault(Key, Standard);
        try
        {
            await store.GetDatasetAsync(new GetDatasetRequest { Name = wanted }, cancellationToken: cancellationToken);
            return options;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound && wanted != DrawnByCode)
        {
            var known = (await store.ListDatasetsAsync(new ListDatasetsRequest(), cancellationToken: cancellationToken)).Datasets;
            if (known.All(d => d.Name != wanted))
                throw new UsageException($"{error.Status.Detail} Known are {string.Join(", ", known.Select(d => d.Name))}.");

            var line = new string('!', 78);
            await messages.WriteLineAsync($"{line}\n!! {wanted} is not to be had: {error.Status.Detail}\n!! RUNNING ON {DrawnByCode.ToUpperInvariant()} INSTEAD: shapes drawn by code. The figures say nothing about {wanted}.\n{line}");
            return new Dictionary<string, string>(options) { [Key] = DrawnByCode };
        }
    }
}
