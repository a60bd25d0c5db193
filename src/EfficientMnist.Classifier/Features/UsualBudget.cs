using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Classifier.Features;

/// <summary>How many labels a run buys where nobody says: the usual number, or the whole pool where that is smaller.</summary>
internal sealed class UsualBudget(DatasetStoreService.DatasetStoreServiceClient store, TimeProvider time)
{
    private const string Labels = "labels";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>The deviations, with the number of labels where a small pool makes it one.</summary>
    /// <exception cref="ArgumentException">An unknown name or a bad value; says what is allowed.</exception>
    public async Task<IReadOnlyDictionary<string, string>> AddToAsync(IReadOnlyDictionary<string, string> deviations, CancellationToken cancellationToken)
    {
        if (deviations.ContainsKey(Labels))
            return deviations;
        var options = RunOptionsBinder.Bind(deviations);
        return await PoolAsync(options.Dataset, cancellationToken) is { } pool && pool > 0 && pool < options.Labels
            ? new Dictionary<string, string>(deviations, StringComparer.Ordinal) { [Labels] = pool.ToString(System.Globalization.CultureInfo.InvariantCulture) }
            : deviations;
    }

    // Null where nobody knows now. The run itself waits for the store, and says what is wrong with a data set.
    private async Task<int?> PoolAsync(string dataset, CancellationToken cancellationToken)
    {
        var options = new CallOptions(deadline: time.GetUtcNow().UtcDateTime + Deadline, cancellationToken: cancellationToken);
        try
        {
            // One that would have to be downloaded is none of a user's own, and large.
            var known = await store.ListDatasetsAsync(new ListDatasetsRequest(), options);
            if (!known.Datasets.Any(each => each.Name == dataset && each.Available))
                return null;
            var found = await store.GetDatasetAsync(new GetDatasetRequest { Name = dataset }, options);
            return found.Dataset.Splits.FirstOrDefault(split => split.Split == Split.Train)?.Count;
        }
        catch (RpcException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
