using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Datasets;
using Grpc.Core;

namespace EfficientMnist.Classifier.Features;

/// <summary>Images from the dataset-store.</summary>
internal sealed class ImageSource(DatasetStoreService.DatasetStoreServiceClient store, PatientCall patient)
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

    public async Task<ImageSet> LoadAsync(DatasetDescription dataset, Split split, IRunMonitor monitor, CancellationToken cancellationToken)
    {
        var request = new StreamImagesRequest { Dataset = dataset.Name, Split = split };
        var pixels = new byte[(split == Split.Train ? dataset.TrainCount : dataset.TestCount) * dataset.Shape.Pixels];
        await patient.CallAsync(ServiceNames.DatasetStore, monitor, StreamDeadline, options => ReadAsync(request, pixels, options), cancellationToken);
        return new ImageSet(dataset.Shape, pixels);
    }

    private async Task<int> ReadAsync(StreamImagesRequest request, byte[] pixels, CallOptions options)
    {
        using var stream = store.StreamImages(request, options);
        var read = 0;
        await foreach (var chunk in stream.ResponseStream.ReadAllAsync(options.CancellationToken))
        {
            if (read + chunk.Pixels.Length > pixels.Length)
                throw new InvalidDataException($"{request.Dataset} has more {request.Split} images than announced: its files changed. Resume the run.");
            chunk.Pixels.Span.CopyTo(pixels.AsSpan(read));
            read += chunk.Pixels.Length;
        }
        return read == pixels.Length
            ? read
            : throw new InvalidDataException($"The images of {request.Dataset}, {request.Split}, ended after {read} of {pixels.Length} bytes. Resume the run.");
    }

    // A user's own images may have no test split.
    private static SplitInfo Of(Dataset dataset, Split split) => dataset.Splits.FirstOrDefault(s => s.Split == split) ?? new SplitInfo();
}
