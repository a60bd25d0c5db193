using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Charts;
using Grpc.Core;
using Trainer = EfficientMnist.Contracts.V1.EncoderTrainerService.EncoderTrainerServiceClient;

namespace EfficientMnist.Web.Runs;

/// <summary>What the trainer has kept of a training of a run: every epoch from the first, whoever looked on.</summary>
internal sealed record TrainingHistory(Training Training, IReadOnlyList<TrainingEpoch> Epochs)
{
    private static readonly string[] OfClasses = ["student", "fine_tune"];

    /// <summary>The time it took so far; null before the first epoch has ended.</summary>
    public double? Seconds => Epochs is [.., var last] ? last.Seconds : null;

    /// <summary>The loss by epoch, of the images trained on and of those held back; none for fewer than two epochs.</summary>
    public IReadOnlyList<ChartSeries> Loss
    {
        get
        {
            ChartSeries[] lines =
            [
                new("images trained on", Points(epoch => epoch.Loss)) { Color = 1 },
                new("images held back", Points(epoch => epoch.ValidationLoss)) { Color = 0 },
            ];
            return [.. lines.Where(line => line.Points.Count > 1)];
        }
    }

    /// <summary>The training of a run's encoder once it is there; null where there is none, or where the trainer is away.</summary>
    public static Task<TrainingHistory?> OfEncoderAsync(Trainer trainer, Run run, CancellationToken cancellationToken) =>
        !RunText.HasEncoder(run) ? Task.FromResult<TrainingHistory?>(null) : GetAsync(trainer, new GetTrainingRequest { EncoderId = run.EncoderId }, cancellationToken);

    /// <summary>The training that a run waits for now; null where it waits for none, or where the trainer is away.</summary>
    public static async Task<TrainingHistory?> OfNowAsync(Trainer trainer, Run run, CancellationToken cancellationToken)
    {
        if (run is not { State: RunState.Running, Phase: RunPhase.Encoder or RunPhase.Distillation })
            return null;
        try
        {
            var trainings = (await trainer.ListTrainingsAsync(new ListTrainingsRequest(), cancellationToken: cancellationToken)).Trainings;
            var now = trainings.FirstOrDefault(training => training.State == TrainingState.Running
                && training.Dataset == RunText.Option(run, "dataset")
                && OfClasses.Contains(training.Kind) == (run.Phase == RunPhase.Distillation));
            return now is null ? null : await GetAsync(trainer, new GetTrainingRequest { TrainingId = now.TrainingId }, cancellationToken);
        }
        catch (RpcException)
        {
            return null;
        }
    }

    // The page does without where the trainer is away or has forgotten the encoder.
    private static async Task<TrainingHistory?> GetAsync(Trainer trainer, GetTrainingRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await trainer.GetTrainingAsync(request, cancellationToken: cancellationToken);
            return new TrainingHistory(answer.Training, answer.Epochs);
        }
        catch (RpcException)
        {
            return null;
        }
    }

    private ChartPoint[] Points(Func<TrainingEpoch, double> value) =>
        [.. Epochs.Where(epoch => double.IsFinite(value(epoch))).Select(epoch => new ChartPoint(epoch.Epoch, value(epoch)))];
}
