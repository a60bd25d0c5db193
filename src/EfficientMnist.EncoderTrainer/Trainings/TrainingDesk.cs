using System.Diagnostics;
using EfficientMnist.Contracts.V1;
using EfficientMnist.EncoderTrainer.Images;
using EfficientMnist.Learning.Encoders;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>Takes orders: turns a request into a training with a name of its own.</summary>
internal sealed class TrainingDesk(TrainingRegistry registry, ImageSource images, TimeProvider time, ILogger<TrainingDesk> logger)
{
    /// <exception cref="ArgumentException">An unknown kind or option, or a value out of its range; the message names the range.</exception>
    public async Task<TrainingRecord> StartAsync(StartTrainingRequest request, CancellationToken cancellationToken)
    {
        if (request.Dataset.Length == 0)
            throw new ArgumentException("A training needs a data set; ListDatasets of dataset-store names those there are.");
        if (request.Kind.Length == 0)
            throw new ArgumentException($"A training needs a kind of encoder: one of {string.Join(", ", EncoderCatalog.Kinds)}.");

        var dataset = await images.DescribeAsync(request.Dataset, cancellationToken);
        var shape = ImageSource.ShapeOf(dataset);
        var recipe = EncoderCatalog.Create(request.Kind, request.Options, shape);
        var hash = ImageSource.SplitOf(dataset, Split.Train).ContentHash;
        var record = registry.Submit(new TrainingRecord
        {
            Id = TrainingId.Of(hash, recipe, request.Seed).Value,
            Dataset = dataset.Name,
            DatasetHash = hash,
            Shape = shape,
            Kind = recipe.Kind,
            Options = new SortedDictionary<string, string>(recipe.Options.ToDictionary(), StringComparer.Ordinal),
            Seed = request.Seed,
            Latent = recipe.Latent,
            QueuedAt = time.GetUtcNow(),
        });
        Activity.Current?.SetTag("eml.training.id", record.Id);
        Log.TrainingAsked(logger, record.Id, record.Kind, record.Dataset, record.State);
        return record;
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
}
