using EfficientMnist.Contracts.V1;
using EfficientMnist.Datasets;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.EncoderTrainer.Trainings;
using EfficientMnist.Learning.Training;
using StepProgress = EfficientMnist.Learning.Training.TrainingProgress;

namespace EfficientMnist.EncoderTrainer.Tests.Trainings;

public sealed class TrainingMessagesTests
{
    [Fact]
    public void Epoch_AsAMessage_HasAllOfIt() =>
        Assert.Equal(
            new TrainingEpoch
            {
                Epoch = 2,
                Step = 8,
                Loss = 0.5,
                ValidationLoss = 0.75,
                LearningRate = 0.01,
                Seconds = 3,
                Kept = true,
                Metrics = { ["kl"] = 0.25, ["psnr"] = 21 },
                ValidationMetrics = { ["kl"] = 0.5 },
            },
            TrainingMessages.ToEpoch(new EpochRecord
            {
                Epoch = 2,
                Step = 8,
                Loss = 0.5,
                ValidationLoss = 0.75,
                LearningRate = 0.01,
                Seconds = 3,
                Kept = true,
                Metrics = new Dictionary<string, double> { ["kl"] = 0.25, ["psnr"] = 21 },
                ValidationMetrics = new Dictionary<string, double> { ["kl"] = 0.5 },
            }));

    [Fact]
    public void Training_AsAMessage_TellsWhatItsModelMeasures()
    {
        var record = new TrainingRecord
        {
            Id = new string('a', 32),
            Dataset = "glyphs",
            DatasetHash = "h",
            Shape = new ImageShape(1, 28, 28),
            Kind = "ae",
            Options = new Dictionary<string, string>(),
            Seed = 1,
            Latent = 8,
            QueuedAt = DateTimeOffset.UnixEpoch,
            Progress = new StepProgress(1, 2, 3, 4, 0.5, 6, TimeSpan.Zero) { Metrics = new Dictionary<string, double> { ["kl"] = 0.25 } },
        };
        Assert.Equal(0.25, Assert.Single(TrainingMessages.ToMessage(record, wait: null).Progress.Metrics).Value);
    }
}
