using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using Grpc.Core;

namespace EfficientMnist.Classifier.Features;

/// <summary>Images from the dataset-store.</summary>
internal sealed class ImageSource(DatasetStoreService.DatasetStoreServiceClient store, PatientCall patient, ScratchFolder scratch)
{
    // Long enough for the store to download and check a data set.
    private static readonly TimeSpan FindDeadline = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan StreamDeadline = TimeSpan.FromMinutes(10);

    /// <param name="name">Of the data set.</param>
    /// <param name="monitor">Told of waiting.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    /// <param name="usedBy">The run that keeps the data set from being deleted; empty: just asking.</param>
    public async Task<DatasetDescription> FindAsync(string name, IRunMonitor monitor, CancellationToken cancellationToken, string usedBy = "")
    {
        var request = new GetDatasetRequest { Name = name, UsedBy = usedBy };
        var found = await patient.CallAsync(
            ServiceNames.DatasetStore, monitor, FindDeadline, options => store.GetDatasetAsync(request, options).ResponseAsync, cancellationToken);
        var dataset = found.Dataset;
        var (train, test) = (Of(dataset, Split.Train), Of(dataset, Split.Test));
        if (train.Count == 0)
            throw Refusal.Conflict($"Data set {dataset.Name} has no images to learn from; a run needs a pool.");
        return new DatasetDescription
        {
            Name = dataset.Name,
            Shape = new ImageShape(dataset.Channels, dataset.Height, dataset.Width),
            TrainCount = train.Count,
            TestCount = test.Count,
            ClassNames = [.. dataset.ClassNames],
            Preparation = dataset.Imported ? new ImagePreparation(dataset.Fit == ImageFit.Stretch, dataset.Background, dataset.Bits) : null,
            ContentHash = $"{train.ContentHash}/{test.ContentHash}",
        };
    }

    /// <summary>All images of a split; many of them in a file (<see cref="ImageSetWriter"/>).</summary>
    public Task<ImageSet> LoadAsync(DatasetDescription dataset, Split split, IRunMonitor monitor, CancellationToken cancellationToken)
    {
        var request = new StreamImagesRequest { Dataset = dataset.Name, Split = split };
        var count = split == Split.Train ? dataset.TrainCount : dataset.TestCount;
        return patient.CallAsync(ServiceNames.DatasetStore, monitor, StreamDeadline, options => ReadAsync(request, dataset.Shape, count, options), cancellationToken);
    }

    private async Task<ImageSet> ReadAsync(StreamImagesRequest request, ImageShape shape, int count, CallOptions options)
    {
        using var images = new ImageSetWriter(shape, count, scratch.Path);
        using var stream = store.StreamImages(request, options);
        try
        {
            await foreach (var chunk in stream.ResponseStream.ReadAllAsync(options.CancellationToken))
                images.Add(chunk.Pixels.Span);
            return images.Complete();
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{request.Dataset}, {request.Split}: {error.Message} Its files changed; resume the run.", error);
        }
    }

    // A user's own images may have no test split.
    private static SplitInfo Of(Dataset dataset, Split split) => dataset.Splits.FirstOrDefault(s => s.Split == split) ?? new SplitInfo();
}
