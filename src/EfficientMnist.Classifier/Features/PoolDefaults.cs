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
        if (await FindAsync(options.Dataset, cancellationToken) is not { } dataset || ToBuy(dataset) is not (> 0 and var pool))
            return deviations;
        var all = new Dictionary<string, string>(deviations, StringComparer.Ordinal);
        foreach (var (name, value) in DatasetDefaults.ForPool(options, pool))
            all.TryAdd(name, value);
        return all;
    }

    /// <summary>Refuses at once what could not run once it has its turn.</summary>
    /// <exception cref="RefusalException">The budget is larger than the pool, there are no labels to buy, or people have no classes to choose from.</exception>
    public async Task RequireStartableAsync(IReadOnlyDictionary<string, string> deviations, CancellationToken cancellationToken)
    {
        var options = RunOptionsBinder.Bind(deviations);
        if (await FindAsync(options.Dataset, cancellationToken) is not { } dataset)
            return;
        var (pool, given) = (ToBuy(dataset), dataset.Given + dataset.Validation);
        if (pool > 0 && options.Labels > pool)
            throw Refusal.InvalidField("labels", $"labels={options.Labels} is more than the {pool} images of {dataset.Name}{(given > 0 ? $" whose labels are not given ({given} are)" : "")}. Start a run with labels={pool} or less.");
        if (options.Oracle.IsDataset && !dataset.HasLabels && dataset.Imported)
            throw Refusal.Invalid($"Data set {dataset.Name} has no labels to buy. Let people label it: oracle.kind=human{(dataset.ClassNames.Count < OracleChoice.MinClasses ? " oracle.classes=good,bad, with the names of your classes" : "")}.");
        if (!options.Oracle.IsDataset && options.Oracle.ClassesOr(dataset.ClassNames).Count < OracleChoice.MinClasses)
            throw Refusal.Invalid($"Data set {dataset.Name} names {dataset.ClassNames.Count} classes; there must be {OracleChoice.MinClasses} at least to choose from. Name them: oracle.classes=good,bad.");
    }

    /// <summary>Refuses at once a budget that a run cannot be extended to.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="labels">The budget wanted.</param>
    /// <param name="excluded">Images without a label that its owner has excluded.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RefusalException">The pool has fewer images.</exception>
    public async Task RequireExtendableAsync(RunOptions options, int labels, int excluded, CancellationToken cancellationToken)
    {
        if (await FindAsync(options.Dataset, cancellationToken) is not { } dataset || ToBuy(dataset) is not (> 0 and var pool))
            return;
        var reachable = options.ToLearner([]).MostLabels(pool);
        var most = reachable - excluded;
        if (labels <= most)
            return;
        string[] others = [.. reachable < pool ? [$"the others are set aside to estimate the accuracy with (validate.kind={options.Validation.Kind})"] : Array.Empty<string>(), .. excluded > 0 ? [$"{excluded} are excluded"] : Array.Empty<string>()];
        throw Refusal.InvalidField("labels", $"labels={labels} is more than the {most} images of {dataset.Name} that the run may ask for{(others.Length > 0 ? $": {string.Join(", ", others)}" : "")}. Extend it to {most} or less.");
    }

    private static int ToBuy(Dataset dataset) =>
        (dataset.Splits.FirstOrDefault(split => split.Split == Split.Train)?.Count ?? 0) - dataset.Given - dataset.Validation;

    // Null where the store has no such images. The run itself says what is wrong with a data set.
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
        catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded && !cancellationToken.IsCancellationRequested)
        {
            // Other defaults than when it is back would make another run of the same request.
            throw Refusal.Unavailable($"{ServiceNames.DatasetStore} does not answer, and the defaults of a run depend on how many images its data set has. Try again once it is back.", error);
        }
    }
}
