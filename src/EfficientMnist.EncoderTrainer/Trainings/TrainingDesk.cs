using System.Diagnostics;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.EncoderTrainer.Images;
using EfficientMnist.EncoderTrainer.Lessons;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.FineTuning;
using EfficientMnist.Learning.Students;
using EfficientMnist.Learning.Training;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>Takes orders: turns a request into a training with a name of its own.</summary>
internal sealed class TrainingDesk(TrainingRegistry registry, TrainingStore store, RecipeBook recipes, ImageSource images, TimeProvider time, ILogger<TrainingDesk> logger)
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
        return Submit(Record(dataset, EncoderCatalog.Create(request.Kind, request.Options, ImageSource.ShapeOf(dataset)), request.Seed));
    }

    /// <exception cref="RefusalException">A lesson that does not fit the data set, or an option out of its range; the message names the value. There is no such encoder to begin with.</exception>
    public async Task<TrainingRecord> StartAsync(StartDistillationRequest request, CancellationToken cancellationToken)
    {
        var dataset = await DescribeAsync(request.Dataset, cancellationToken);
        var lesson = LessonReader.Read(request);
        if (ImageSource.SplitOf(dataset, Split.Train).Count is var pool && lesson.Count != pool)
            throw Refusal.Invalid($"soft_targets has {lesson.Count} rows; {dataset.Name} has a pool of {pool} images.");
        var recipe = recipes.Student(request.Options, ImageSource.ShapeOf(dataset), lesson, request.EncoderId);
        var record = Record(dataset, recipe, request.Seed) with { Classes = recipe.Classes, InitialEncoderId = request.EncoderId, LessonHash = recipe.LessonHash };
        store.Lesson(record.Id).Write(request);
        return Submit(record);
    }

    /// <exception cref="RefusalException">Labels that do not fit the data set, an encoder for other images, or an option out of its range; the message names the value. There is no such encoder.</exception>
    public async Task<TrainingRecord> StartAsync(StartFineTuningRequest request, CancellationToken cancellationToken)
    {
        var dataset = await DescribeAsync(request.Dataset, cancellationToken);
        var labels = LessonReader.Labels(request.SampleIds, request.Labels, request.Classes);
        if (ImageSource.SplitOf(dataset, Split.Train).Count is var pool && labels.Ids.Max() is var last && last >= pool)
            throw Refusal.Invalid($"There is a label of image {last}; {dataset.Name} has a pool of {pool} images.");
        var encoder = registry.Encoder(request.EncoderId);
        var options = FineTuneOptions.Table.Bind(FineTuneOptions.Table.Defaults with { Classes = labels.Classes }, request.Options);
        var initial = options.StartsWithEncoder ? request.EncoderId : "";
        var recipe = recipes.FineTuned(options, EncoderCatalog.Create(encoder.Kind, encoder.Options, ImageSource.ShapeOf(dataset)), labels, initial);
        var record = Record(dataset, recipe, request.Seed) with { Classes = recipe.Classes, InitialEncoderId = initial, LessonHash = recipe.LessonHash };
        store.Lesson(record.Id).Write(request);
        return Submit(record);
    }

    /// <summary>Returns when the training has ended.</summary>
    public async Task<TrainingRecord> CancelAsync(string id, CancellationToken cancellationToken)
    {
        registry.Cancel(id);
        var training = registry.Find(id);
        while (true)
        {
            var (record, changed) = training.Observe();
            if (record.State != TrainingState.Running)
                return record;
            await changed.WaitAsync(cancellationToken);
        }
    }

    private Task<Dataset> DescribeAsync(string dataset, CancellationToken cancellationToken) => dataset.Length > 0
        ? images.DescribeAsync(dataset, cancellationToken)
        : throw Refusal.Invalid("A training needs a data set; ListDatasets of dataset-store names those there are.");

    private TrainingRecord Record(Dataset dataset, IEncoderRecipe recipe, long seed)
    {
        var hash = ImageSource.SplitOf(dataset, Split.Train).ContentHash;
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
            QueuedAt = time.GetUtcNow(),
        };
    }

    private TrainingRecord Submit(TrainingRecord wanted)
    {
        var record = registry.Submit(wanted);
        Activity.Current?.SetTag("eml.training.id", record.Id);
        Log.TrainingAsked(logger, record.Id, record.Kind, record.Dataset, record.State);
        return record;
    }
}
