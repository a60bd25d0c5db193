using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Classifier.Features;

/// <summary>Makes the features of a data set under an encoder, each once for all who want them, and keeps those used last.</summary>
internal sealed class FeatureSource(ImageSource images, LatentSource latents, ScratchFolder scratch, ILogger<FeatureSource> logger)
{
    // About 300 MB each for 70,000 images of 28×28; of more than FeatureRows.MostInMemory they lie in files.
    private const int Kept = 2;

    private readonly RecentlyMade<(string ContentHash, string EncoderId, string Choice), RunFeatures> _recent = new(Kept);

    /// <param name="dataset">The data set.</param>
    /// <param name="encoderId">The encoder of the latents, or <see cref="EncoderChoice.None"/>.</param>
    /// <param name="choice">One of <see cref="ViewChoice"/>.</param>
    /// <param name="monitor">Told how far it is, where nobody else has them made already.</param>
    /// <param name="cancellationToken">Ends the waiting, and the work where it was begun here.</param>
    public Task<RunFeatures> GetAsync(DatasetDescription dataset, string encoderId, string choice, IRunMonitor monitor, CancellationToken cancellationToken) => _recent.GetAsync(
        (dataset.ContentHash, encoderId, choice), () => MakeAsync(dataset, encoderId, choice, monitor, cancellationToken), cancellationToken);

    /// <summary>Any images of the data set's shape, as the classifier of a run on these features sees them.</summary>
    public async Task<FeatureMatrix> TransformAsync(RunFeatures features, ImageSet sent, IRunMonitor monitor, CancellationToken cancellationToken) =>
        features.Pool.See(sent, features.EncoderId == EncoderChoice.None ? null : await latents.EncodeAsync(features.EncoderId, sent, monitor, cancellationToken), cancellationToken);

    private async Task<RunFeatures> MakeAsync(DatasetDescription dataset, string encoderId, string choice, IRunMonitor monitor, CancellationToken cancellationToken)
    {
        monitor.Report(new RunProgress { Phase = RunPhase.Features, Total = dataset.TrainCount, Unit = "image" });
        var encoded = await LatentsAsync(encoderId, dataset, Split.Train, dataset.TrainCount, monitor, cancellationToken);
        var pool = ImagePool.Of(choice, await ImagesAsync(dataset, Split.Train, choice, monitor, cancellationToken), encoded, scratch.Path, cancellationToken);
        Log.FeaturesMade(logger, dataset.Name, dataset.TrainCount, dataset.TestCount, pool.Views.Pool.Columns);
        if (dataset.TestCount > 0)
        {
            pool = pool.WithTest(
                await ImagesAsync(dataset, Split.Test, choice, monitor, cancellationToken),
                (await LatentsAsync(encoderId, dataset, Split.Test, dataset.TestCount, monitor, cancellationToken))?.InMemory(),
                cancellationToken);
        }
        // Images, messages and views not yet joined are garbage now: gigabytes that the collector is in no hurry to find.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return new RunFeatures(dataset, encoderId, choice, pool);
    }

    private async Task<ImageSet?> ImagesAsync(DatasetDescription dataset, Split split, string choice, IRunMonitor monitor, CancellationToken cancellationToken) =>
        ViewChoice.NeedsImages(choice) ? await images.LoadAsync(dataset, split, monitor, cancellationToken) : null;

    // Null where a run has no encoder.
    private async Task<FeatureRows?> LatentsAsync(string encoderId, DatasetDescription dataset, Split split, int count, IRunMonitor monitor, CancellationToken cancellationToken) =>
        encoderId == EncoderChoice.None ? null : await latents.EncodeAsync(encoderId, dataset.Name, split, count, monitor, cancellationToken);
}

/// <summary>What runs on one data set under one encoder with the same views learn from. Shared between runs; nothing in it changes.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="EncoderId">The encoder of the latents, or <see cref="EncoderChoice.None"/>.</param>
/// <param name="Choice">Which views these are, one of <see cref="ViewChoice"/>.</param>
/// <param name="Pool">The images as they are seen.</param>
internal sealed record RunFeatures(DatasetDescription Dataset, string EncoderId, string Choice, ImagePool Pool);
