using System.Diagnostics;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>The training loop, the same for every kind of encoder.</summary>
public static class Fit
{
    /// <summary>
    /// Trains an encoder on these images. Goes on from <c>latest</c> in the checkpoint folder if that lies there;
    /// on return the folder holds <c>best</c>, which <see cref="Encoders.TrainedEncoder.Load"/> reads. On one machine with one number
    /// of threads equal seeds give equal weights to the bit, also across a resume.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled; <c>latest</c> has been written, so that the training can go on.</exception>
    /// <exception cref="NonFiniteLossException">The training diverged; the checkpoints are those from before.</exception>
    /// <exception cref="InvalidOperationException">The checkpoint there belongs to another training.</exception>
    public static FitResult Run(ImageSet images, IEncoderRecipe recipe, FitOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(options);
        if (images.Shape != recipe.Shape)
            throw new ArgumentException($"The recipe is for images of {recipe.Shape}, these are {images.Shape}.", nameof(images));
        if (images.Count < 2)
            throw new ArgumentException($"At least 2 images are needed for training, not {images.Count}.", nameof(images));
        recipe.CheckTrainable(images);
        if (recipe is IClosedFormRecipe solved)
            return ClosedFormFit.Run(images, solved, options.Validated(), progress, cancellationToken);
        using var threads = OperatorThreads.Use(options.Validated().Device.ThreadsPerShard);
        using var scope = NewDisposeScope();
        using var model = recipe.Build(SeededRandom.Create(options.Seed, "weights"));
        model.to(options.Device.Torch);
        using var run = new FitRun(recipe, model, options, TrainingIdentity.Of(images, recipe, options));
        return Loop(images, run, progress, cancellationToken);
    }

    private static FitResult Loop(ImageSet images, FitRun run, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var (plan, options) = (run.Recipe.Plan, run.Options);
        var data = new FitData(images, plan, options);
        var totalSteps = plan.Epochs * data.StepsPerEpoch;
        var state = run.Resume(totalSteps);
        using var shards = run.Shards();
        using var meter = new LossMeter(options.Device.Torch);
        var clock = Stopwatch.StartNew();
        var (firstStep, secondsBefore) = (state.Step, state.Seconds);
        var reportTime = TimeSpan.Zero;

        run.Model.train();
        while (!state.IsOver(totalSteps))
        {
            var (step, epoch) = (state.Step, state.Step / data.StepsPerEpoch + 1);
            var learningRate = plan.Schedule.Rate(plan.LearningRate, plan.WarmupSteps, step, totalSteps);
            using (NewDisposeScope())
            {
                run.TakeGradients(() => data.Batch(step, shards), shards, meter);
                run.Update(learningRate, step + 1);
            }
            state = state with { Step = step + 1 };

            var epochEnds = state.Step % data.StepsPerEpoch == 0;
            var checkpoint = epochEnds || state.Step % options.CheckpointEverySteps == 0 || cancellationToken.IsCancellationRequested;
            if (!checkpoint && state.Step % options.ReportEverySteps != 0)
                continue;

            // The one place where the host waits for the device.
            var sums = meter.Take();
            if (!double.IsFinite(sums.Loss))
                throw new NonFiniteLossException(state.Step, sums.Loss);
            var pace = sums.Steps * data.BatchSize / (clock.Elapsed - reportTime).TotalSeconds;
            state = state.Plus(sums);
            if (epochEnds)
            {
                var validation = data.HoldsBack ? run.Validate(data, shards) : LossSums.None;
                state = state with { Seconds = secondsBefore + clock.Elapsed.TotalSeconds };
                state = run.EndEpoch(state, Epoch(state, epoch, data.StepsPerEpoch, validation, learningRate));
            }
            reportTime = clock.Elapsed;
            state = state with { Seconds = secondsBefore + reportTime.TotalSeconds };
            if (checkpoint)
                run.WriteLatest(state);
            var lastStep = state.IsStopped ? state.Step : totalSteps;
            progress?.Report(new TrainingProgress(state.Step, lastStep, epoch, plan.Epochs, sums.Loss / sums.Steps, pace,
                TimeSpan.FromSeconds((lastStep - state.Step) * (double)data.BatchSize / pace))
            {
                Metrics = sums.MetricMeans(sums.Steps),
                Ended = epochEnds ? state.History[^1] : null,
            });
            if (cancellationToken.IsCancellationRequested)
            {
                // Cancelled since it was asked above, perhaps out of the report.
                if (!checkpoint)
                    run.WriteLatest(state);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        var trained = (state.Step - firstStep) * data.BatchSize / Math.Max(clock.Elapsed.TotalSeconds, 1e-9);
        return new FitResult(run.BestHash(), state.LastLoss, state.Step, state.Seconds, trained);
    }

    private static EpochRecord Epoch(TrainingState state, int epoch, int steps, LossSums validation, double learningRate)
    {
        var heldBack = validation.Steps == 0 ? double.NaN : validation.Loss / validation.Steps;
        return validation.Steps == 0 || double.IsFinite(heldBack)
            ? new EpochRecord
            {
                Epoch = epoch,
                Step = state.Step,
                Loss = state.EpochLoss / steps,
                ValidationLoss = heldBack,
                Metrics = new LossSums { Metrics = state.EpochMetrics }.MetricMeans(steps),
                ValidationMetrics = validation.MetricMeans(validation.Steps),
                LearningRate = learningRate,
                Seconds = state.Seconds,
            }
            : throw new NonFiniteLossException(state.Step, heldBack);
    }
}
