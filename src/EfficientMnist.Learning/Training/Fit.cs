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
        var (firstStep, secondsBefore) = (state.Step, state.Seconds);
        // The first stands still while others have their turn.
        var (working, passing) = (Stopwatch.StartNew(), Stopwatch.StartNew());
        var (workedAtReport, passedAtReport) = (TimeSpan.Zero, TimeSpan.Zero);

        run.Model.train();
        // The training was broken off while it measured the epoch that had ended.
        if (state.History.Count < state.Step / data.StepsPerEpoch && !state.IsStopped)
            EndEpoch();
        while (!state.IsOver(totalSteps))
        {
            AwaitTurn();
            var (step, epoch) = (state.Step, state.Step / data.StepsPerEpoch + 1);
            bool isDone;
            using (NewDisposeScope())
                isDone = run.TryStep(() => data.Batch(step, shards), shards, meter, RateOf(step), step + 1, cancellationToken);
            if (isDone)
                state = state with { Step = step + 1 };

            var isCancelled = cancellationToken.IsCancellationRequested;
            var epochEnds = isDone && state.Step % data.StepsPerEpoch == 0;
            var checkpoint = epochEnds || state.Step % options.CheckpointEverySteps == 0 || isCancelled;
            if (!checkpoint && state.Step != 1 && state.Step % options.ReportEverySteps != 0)
                continue;

            // The one place where the host waits for the device.
            var sums = meter.Take();
            if (!double.IsFinite(sums.Loss))
                throw new NonFiniteLossException(state.Step, sums.Loss);
            var (worked, passed) = (working.Elapsed - workedAtReport, passing.Elapsed - passedAtReport);
            state = state.Plus(sums);
            if (epochEnds)
                EndEpoch();
            (workedAtReport, passedAtReport) = (working.Elapsed, passing.Elapsed);
            state = state with { Seconds = Seconds() };
            if (checkpoint)
                run.WriteLatest(state);
            if (sums.Steps > 0)
                Report(epoch, sums, worked, passed, epochEnds ? state.History[^1] : null);
            if (isCancelled && !state.IsOver(totalSteps))
                cancellationToken.ThrowIfCancellationRequested();
        }
        var trained = (state.Step - firstStep) * data.BatchSize / Math.Max(working.Elapsed.TotalSeconds, 1e-9);
        return new FitResult(run.BestHash(), state.LastLoss, state.Step, state.Seconds, trained);

        double RateOf(int step) => plan.Schedule.Rate(plan.LearningRate, plan.WarmupSteps, step, totalSteps);

        double Seconds() => secondsBefore + working.Elapsed.TotalSeconds;

        void AwaitTurn()
        {
            working.Stop();
            options.AwaitTurn?.Invoke(cancellationToken);
            working.Start();
        }

        void EndEpoch()
        {
            var validation = LossSums.None;
            try
            {
                if (data.HoldsBack)
                    validation = run.Validate(data, shards, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                run.WriteLatest(state with { Seconds = Seconds() });
                throw;
            }
            state = state with { Seconds = Seconds() };
            state = run.EndEpoch(state, Epoch(state, state.Step / data.StepsPerEpoch, data.StepsPerEpoch, validation, RateOf(state.Step - 1)));
        }

        void Report(int epoch, LossSums sums, TimeSpan worked, TimeSpan passed, EpochRecord? ended)
        {
            var lastStep = state.IsStopped ? state.Step : totalSteps;
            var pace = sums.Steps * data.BatchSize / worked.TotalSeconds;
            progress?.Report(new TrainingProgress(state.Step, lastStep, epoch, plan.Epochs, sums.Loss / sums.Steps, pace, passed / sums.Steps * (lastStep - state.Step))
            {
                Metrics = sums.MetricMeans(sums.Steps),
                Seconds = state.Seconds,
                Curve = state.Curve,
                Ended = ended,
            });
        }
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
