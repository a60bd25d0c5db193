using System.Diagnostics;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.EncoderTrainer.Images;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.EncoderTrainer.Scheduling;
using EfficientMnist.EncoderTrainer.Teaching;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.FineTuning;
using EfficientMnist.Learning.Students;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>Takes orders: turns a request into a training with a name of its own.</summary>
internal sealed class TrainingOrders(
    IGrainFactory grains,
    TrainingCatalogue catalogue,
    TrainingQueue queue,
    ITrainingStore store,
    RecipeSource recipes,
    ImageSource images,
    TimeProvider time,
    ILogger<TrainingOrders> logger)
{
    /// <exception cref="RefusalException">An unknown kind or option, or a value out of its range; the message names the range.</exception>
    public async Task<TrainingRecord> StartAsync(StartTrainingRequest request, CancellationToken cancellationToken)
    {
        if (request.Kind.Length == 0)
            throw Refusal.Invalid($"A training needs a kind of encoder: one of {string.Join(", ", EncoderCatalog.Kinds)}.");
        if (request.Kind == FineTuneRecipe.Name)
            throw Refusal.Invalid($"{FineTuneRecipe.Name} needs labels: StartFineTuning trains it.");
        if (request.Kind == StudentRecipe.Name)
            throw Refusal.Invalid($"A {StudentRecipe.Name} needs a teacher: StartDistillation trains it.");
        var dataset = await DescribeAsync(request.Dataset, cancellationToken);
        return await SubmitAsync(Record(dataset, EncoderCatalog.Create(request.Kind, request.Options, ImageSource.ShapeOf(dataset)), request.Seed, request.Requester), cancellationToken);
    }

    /// <exception cref="RefusalException">A teaching set that does not fit the data set, or an option out of its range; the message names the value. There is no such encoder to begin with.</exception>
    public async Task<TrainingRecord> StartAsync(StartDistillationRequest request, CancellationToken cancellationToken)
    {
        var dataset = await DescribeAsync(request.Dataset, cancellationToken);
        var teaching = TeachingReader.Read(request);
        if (ImageSource.SplitOf(dataset, Split.Train).Count is var pool && teaching.Count != pool)
            throw Refusal.Invalid($"soft_targets has {teaching.Count} rows; {dataset.Name} has a pool of {pool} images.");
        var recipe = recipes.Student(request.Options, ImageSource.ShapeOf(dataset), teaching, request.EncoderId);
        var record = Record(dataset, recipe, request.Seed, request.Requester) with { Classes = recipe.Classes, InitialEncoderId = request.EncoderId, TeachingHash = recipe.TeachingHash };
        store.TeachingSet(record.Id).Write(request);
        return await SubmitAsync(record, cancellationToken);
    }

    /// <exception cref="RefusalException">Labels that do not fit the data set, an encoder for other images, or an option out of its range; the message names the value. There is no such encoder.</exception>
    public async Task<TrainingRecord> StartAsync(StartFineTuningRequest request, CancellationToken cancellationToken)
    {
        var dataset = await DescribeAsync(request.Dataset, cancellationToken);
        var labels = TeachingReader.Labels(request.SampleIds, request.Labels, request.Classes);
        if (ImageSource.SplitOf(dataset, Split.Train).Count is var pool && labels.Ids.Max() is var last && last >= pool)
            throw Refusal.Invalid($"There is a label of image {last}; {dataset.Name} has a pool of {pool} images.");
        var encoder = catalogue.Encoder(request.EncoderId);
        var options = FineTuneOptions.Table.Bind(FineTuneOptions.Table.Defaults with { Classes = labels.Classes }, request.Options);
        var initial = options.StartsWithEncoder ? request.EncoderId : "";
        var recipe = recipes.FineTuned(options, EncoderCatalog.Create(encoder.Kind, encoder.Options, ImageSource.ShapeOf(dataset)), labels, initial);
        var record = Record(dataset, recipe, request.Seed, request.Requester) with { Classes = recipe.Classes, InitialEncoderId = initial, TeachingHash = recipe.TeachingHash };
        store.TeachingSet(record.Id).Write(request);
        return await SubmitAsync(record, cancellationToken);
    }

    /// <summary>Returns when the training has ended.</summary>
    /// <exception cref="RefusalException">There is no such training.</exception>
    public async Task<TrainingRecord> CancelAsync(string id, CancellationToken cancellationToken)
    {
        catalogue.Find(id);
        // What was decided elsewhere is known here from now on.
        catalogue.Publish(await grains.GetGrain<ITrainingGrain>(id).CancelAsync());
        return await EndOfAsync(id, cancellationToken);
    }

    /// <summary>Returns when those trainings have ended that nobody but this requester wanted; these are the answer.</summary>
    /// <exception cref="RefusalException">The requester has no name.</exception>
    public async Task<IReadOnlyList<TrainingRecord>> ReleaseAsync(string requester, CancellationToken cancellationToken)
    {
        if (requester.Length == 0)
            throw Refusal.Invalid("ReleaseTrainings needs the requester that the trainings were asked for with.");
        List<string> unwanted = [];
        foreach (var record in catalogue.List().Where(record => !record.IsOver && record.Requesters.Contains(requester)))
        {
            var left = await grains.GetGrain<ITrainingGrain>(record.Id).ReleaseAsync(requester);
            catalogue.Publish(left);
            if (left is { State: TrainingState.Cancelled } or { State: TrainingState.Running, Requesters.Count: 0 })
                unwanted.Add(record.Id);
        }
        return await Task.WhenAll(unwanted.Select(id => EndOfAsync(id, cancellationToken)));
    }

    private async Task<TrainingRecord> EndOfAsync(string id, CancellationToken cancellationToken)
    {
        var training = catalogue.Find(id);
        while (true)
        {
            var (record, changed) = training.Observe();
            // Somebody may have asked for it again meanwhile.
            if (record.State != TrainingState.Running || record.Requesters.Count > 0)
                return record;
            await changed.WaitAsync(cancellationToken);
        }
    }

    private Task<Dataset> DescribeAsync(string dataset, CancellationToken cancellationToken) => dataset.Length > 0
        ? images.DescribeAsync(dataset, cancellationToken)
        : throw Refusal.Invalid("A training needs a data set; ListDatasets of dataset-store names those there are.");

    private TrainingRecord Record(Dataset dataset, IEncoderRecipe recipe, long seed, string requester)
    {
        var pool = ImageSource.SplitOf(dataset, Split.Train);
        var hash = pool.ContentHash;
        return new TrainingRecord
        {
            Id = TrainingId.Of(hash, recipe, seed).Value,
            Dataset = dataset.Name,
            DatasetHash = hash,
            Shape = recipe.Shape,
            Kind = recipe.Kind,
            Options = new SortedDictionary<string, string>(recipe.Options.ToDictionary(), StringComparer.Ordinal),
            Seed = seed,
            Latent = recipe.Latent,
            Work = recipe.Plan.ImagesShown(pool.Count),
            Requesters = [requester],
            QueuedAt = time.GetUtcNow(),
        };
    }

    private async Task<TrainingRecord> SubmitAsync(TrainingRecord wanted, CancellationToken cancellationToken)
    {
        // Whoever has gone meanwhile wants it no more, and could not take it back.
        cancellationToken.ThrowIfCancellationRequested();
        // What is under way or done takes no room.
        if (catalogue.TryFind(wanted.Id) is not { State: TrainingState.Queued or TrainingState.Running or TrainingState.Completed })
            queue.CheckRoom();
        var record = await grains.GetGrain<ITrainingGrain>(wanted.Id).WantAsync(wanted);
        catalogue.Publish(record);
        Activity.Current?.SetTag("eml.training.id", record.Id);
        Log.TrainingAsked(logger, record.Id, record.Kind, record.Dataset, record.State);
        return record;
    }
}
