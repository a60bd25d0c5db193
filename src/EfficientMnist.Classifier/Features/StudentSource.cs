using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Students;

namespace EfficientMnist.Classifier.Features;

/// <summary>Asks trained students, which are encoders at the encoder-trainer.</summary>
internal sealed class StudentSource(LatentSource latents, ScratchFolder scratch)
{
    public async Task<Student> GetAsync(string encoderId, DatasetDescription dataset, int classes, IRunMonitor monitor, CancellationToken cancellationToken)
    {
        var pool = await latents.EncodeAsync(encoderId, dataset.Name, Split.Train, dataset.TrainCount, monitor, cancellationToken);
        var test = dataset.TestCount == 0
            ? new FeatureMatrix(0, pool.Columns)
            : await latents.EncodeAsync(encoderId, dataset.Name, Split.Test, dataset.TestCount, monitor, cancellationToken);
        return Student.Of(encoderId, pool, test, classes, scratch.Path);
    }

    /// <summary>What a student makes of any images of the data set's shape.</summary>
    public async Task<StudentOutput> AskAsync(string encoderId, ImageSet sent, int classes, IRunMonitor monitor, CancellationToken cancellationToken) =>
        StudentOutput.Of(await latents.EncodeAsync(encoderId, sent, monitor, cancellationToken), classes);
}
