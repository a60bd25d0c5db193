using EfficientMnist.Contracts.V1;
using EfficientMnist.EncoderTrainer.Records;
using EfficientMnist.Learning.Training;
using Google.Protobuf.WellKnownTypes;

namespace EfficientMnist.EncoderTrainer.Trainings;

/// <summary>From records to the contract's messages.</summary>
internal static class TrainingMessages
{
    public static Training ToMessage(TrainingRecord record, TrainingWait? wait)
    {
        var message = new Training
        {
            TrainingId = record.Id,
            Dataset = record.Dataset,
            Kind = record.Kind,
            Seed = record.Seed,
            State = record.State,
            Progress = new Contracts.V1.TrainingProgress { QueuePosition = wait?.TrainingIds.Count ?? 0 },
            EncoderId = record.EncoderId,
            Error = record.Error,
            QueuedAt = record.QueuedAt.ToTimestamp(),
            Device = record.Device,
            Precision = record.Precision,
            Wait = record.Disk.Length > 0 ? new TrainingWait { Reason = $"its disk: {record.Disk}" } : wait,
        };
        message.Options.Add(record.Options.ToDictionary());
        if (record.Progress is { } progress)
        {
            message.Progress.Step = progress.Step;
            message.Progress.TotalSteps = progress.TotalSteps;
            message.Progress.Epoch = progress.Epoch;
            message.Progress.TotalEpochs = progress.TotalEpochs;
            message.Progress.Loss = progress.Loss;
            message.Progress.ImagesPerSecond = progress.ImagesPerSecond;
            message.Progress.Metrics.Add(progress.Metrics.ToDictionary());
            message.Progress.Seconds = progress.Seconds;
            message.Progress.EtaSeconds = record.State == TrainingState.Running ? progress.Eta.TotalSeconds : 0;
        }

        return message;
    }

    public static Contracts.V1.LossPoint ToPoint(Learning.Training.LossPoint point) => new() { Step = point.Step, Loss = point.Loss };

    public static TrainingEpoch ToEpoch(EpochRecord epoch)
    {
        var message = new TrainingEpoch
        {
            Epoch = epoch.Epoch,
            Step = epoch.Step,
            Loss = epoch.Loss,
            ValidationLoss = epoch.ValidationLoss,
            LearningRate = epoch.LearningRate,
            Seconds = epoch.Seconds,
            Kept = epoch.Kept,
        };
        message.Metrics.Add(epoch.Metrics.ToDictionary());
        message.ValidationMetrics.Add(epoch.ValidationMetrics.ToDictionary());
        return message;
    }

    public static Contracts.V1.Encoder ToEncoder(TrainingRecord record)
    {
        var message = new Contracts.V1.Encoder
        {
            EncoderId = record.EncoderId,
            TrainingId = record.Id,
            Dataset = record.Dataset,
            Kind = record.Kind,
            Latent = record.Latent,
            Classes = record.Classes,
            Seed = record.Seed,
            CreatedAt = record.CompletedAt?.ToTimestamp(),
            TrainingSeconds = record.Seconds,
            FinalLoss = record.FinalLoss,
        };
        message.Options.Add(record.Options.ToDictionary());
        return message;
    }
}
