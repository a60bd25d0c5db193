using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using Grpc.Core;

namespace EfficientMnist.Classifier.Features;

/// <summary>
/// What follows from the size of a run's pool where nobody says otherwise: a small pool is bought whole at the most, and
/// encoder and student pass over it more often, so that they take as many steps as they need.
/// </summary>
internal sealed class PoolDefaults(DatasetStoreService.DatasetStoreServiceClient store, TimeProvider time)
{
    // The store may have to read and check the images first.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>The deviations, with those that the pool's size makes.</summary>
    /// <exception cref="RefusalException">An unknown name or a bad value, and what is allowed; or the images cannot be counted now.</exception>
    public async Task<IReadOnlyDictionary<string, string>> AddToAsync(IReadOnlyDictionary<string, string> deviations, CancellationToken cancellationToken)
    {
        var options = RunOptionsBinder.Bind(deviations);
        if (await PoolAsync(options.Dataset, cancellationToken) is not { } pool || pool <= 0)
            return deviations;
        var all = new Dictionary<string, string>(deviations, StringComparer.Ordinal);
        foreach (var (name, value) in DatasetDefaults.ForPool(options, pool))
            all.TryAdd(name, value);
        return all;
    }

    // Null where the store has no such images. The run itself says what is wrong with a data set.
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
        catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded && !cancellationToken.IsCancellationRequested)
        {
            // Other defaults than when it is back would make another run of the same request.
            throw Refusal.Unavailable($"{ServiceNames.DatasetStore} does not answer, and the defaults of a run depend on how many images its data set has. Try again once it is back.", error);
        }
    }
}
