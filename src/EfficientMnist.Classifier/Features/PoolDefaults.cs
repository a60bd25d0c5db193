using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Classifier.Features;

/// <summary>
/// What follows from the size of a run's pool where nobody says otherwise: a small pool is bought whole at the most, and
/// encoder and student pass over it more often, so that they take as many steps as they need.
/// </summary>
internal sealed class PoolDefaults(DatasetStoreService.DatasetStoreServiceClient store, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>The deviations, with those that the pool's size makes.</summary>
    /// <exception cref="ArgumentException">An unknown name or a bad value; says what is allowed.</exception>
    public async Task<IReadOnlyDictionary<string, string>> AddToAsync(IReadOnlyDictionary<string, string> deviations, CancellationToken cancellationToken)
    {
        var options = RunOptionsBinder.Bind(deviations);
        if (await FindAsync(options.Dataset, cancellationToken) is not { } dataset || ToBuy(dataset) is not (> 0 and var pool))
            return deviations;
        var all = new Dictionary<string, string>(deviations, StringComparer.Ordinal);
        foreach (var (name, value) in DatasetDefaults.ForPool(options, pool))
            all.TryAdd(name, value);
        return all;
    }

    /// <summary>Refuses at once what could not run once it has its turn.</summary>
    /// <exception cref="ArgumentException">The budget is larger than the pool, there are no labels to buy, or people have no classes to choose from.</exception>
    public async Task RequireStartableAsync(IReadOnlyDictionary<string, string> deviations, CancellationToken cancellationToken)
    {
        var options = RunOptionsBinder.Bind(deviations);
        if (await FindAsync(options.Dataset, cancellationToken) is not { } dataset)
            return;
        var (pool, given) = (ToBuy(dataset), dataset.Given + dataset.Validation);
        if (pool > 0 && options.Labels > pool)
            throw new ArgumentException($"labels={options.Labels} is more than the {pool} images of {dataset.Name}{(given > 0 ? $" whose labels are not given ({given} are)" : "")}. Start a run with labels={pool} or less.");
        if (options.Oracle.IsDataset && !dataset.HasLabels && dataset.Imported)
            throw new ArgumentException($"Data set {dataset.Name} has no labels to buy. Let people label it: oracle.kind=human{(dataset.ClassNames.Count < OracleChoice.MinClasses ? " oracle.classes=good,bad, with the names of your classes" : "")}.");
        if (!options.Oracle.IsDataset && options.Oracle.ClassesOr(dataset.ClassNames).Count < OracleChoice.MinClasses)
            throw new ArgumentException($"Data set {dataset.Name} names {dataset.ClassNames.Count} classes; there must be {OracleChoice.MinClasses} at least to choose from. Name them: oracle.classes=good,bad.");
    }

    private static int ToBuy(Dataset dataset) =>
        (dataset.Splits.FirstOrDefault(split => split.Split == Split.Train)?.Count ?? 0) - dataset.Given - dataset.Validation;

    // Null where nobody knows now. The run itself waits for the store, and says what is wrong with a data set.
    private async Task<Dataset?> FindAsync(string dataset, CancellationToken cancellationToken)
    {
        var options = new CallOptions(deadline: time.GetUtcNow().UtcDateTime + Deadline, cancellationToken: cancellationToken);
        try
        {
            // One that would have to be downloaded is none of a user's own, and large.
            var known = await store.ListDatasetsAsync(new ListDatasetsRequest(), options);
            if (!known.Datasets.Any(each => each.Name == dataset && each.Available))
                return null;
            return (await store.GetDatasetAsync(new GetDatasetRequest { Name = dataset }, options)).Dataset;
        }
        catch (RpcException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
