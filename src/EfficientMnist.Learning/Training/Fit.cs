using System.Diagnostics;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;
using EfficientMnist.Learning.Embeddings;
using EfficientMnist.Learning.Encoders;
using EfficientMnist.Learning.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Training;

/// <summary>The training loop, the same for every kind of encoder.</summary>
public static class Fit
{
    /// <summary>
    /// Trains an encoder on these images. Goes on from <c>latest</c> in the checkpoint folder if that lies there;
    /// on return the folder holds <c>best</c>, which <see cref="TrainedEncoder.Load"/> reads. On one machine with one number
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
        var (plan, options, state) = (run.Recipe.Plan, run.Options, run.Resume());
        var batchSize = Math.Min(plan.BatchSize, images.Count);
        var batches = images.Count / batchSize;
        var stepsPerEpoch = plan.StepsPerEpoch > 0 ? plan.StepsPerEpoch : batches;
        var totalSteps = plan.Epochs * stepsPerEpoch;
        var pixels = Pixels.ToDevice(images.Pixels.Span, images.Count, images.Shape, options.Device);
        using var shards = run.Shards();
        var clock = Stopwatch.StartNew();
        var (firstStep, secondsBefore) = (state.Step, state.Seconds);
        var (reportStep, reportTime) = (state.Step, TimeSpan.Zero);
        var lossSum = zeros(1, device: options.Device.Torch);
        long[]? order = null;

        run.Model.train();
        while (state.Step < totalSteps)
        {
            var (epoch, inEpoch) = Math.DivRem(state.Step, stepsPerEpoch);
            if (inEpoch == 0 || order is null)
                order = Order(images.Count, options, epoch);

            using (NewDisposeScope())
            {
                var batch = new TrainingBatch(pixels, order.AsMemory(inEpoch % batches * batchSize, batchSize), SeededRandom.Create(options.Seed, "step", state.Step), shards);
                shards.Synchronise();
                var loss = run.Model.Loss(batch);
                loss.backward();
                shards.Backward();
                run.Update(plan.Schedule.Rate(plan.LearningRate, plan.WarmupSteps, state.Step, totalSteps), state.Step + 1);
                lossSum.add_(loss.detach());
            }
            state = state with { Step = state.Step + 1 };

            var epochEnds = state.Step % stepsPerEpoch == 0;
            var checkpoint = epochEnds || state.Step % options.CheckpointEverySteps == 0 || cancellationToken.IsCancellationRequested;
            if (!checkpoint && state.Step % options.ReportEverySteps != 0)
                continue;

            // The one place where the host waits for the device.
            var sum = (double)lossSum.item<float>();
            if (!double.IsFinite(sum))
                throw new NonFiniteLossException(state.Step, sum);
            lossSum.zero_();
            var (steps, time) = (state.Step - reportStep, clock.Elapsed);
            var pace = steps * batchSize / (time - reportTime).TotalSeconds;
            progress?.Report(new TrainingProgress(state.Step, totalSteps, epoch + 1, plan.Epochs, sum / steps, pace,
                TimeSpan.FromSeconds((totalSteps - state.Step) * (double)batchSize / pace)));
            (reportStep, reportTime) = (state.Step, time);

            state = state with { EpochLoss = state.EpochLoss + sum, Seconds = secondsBefore + time.TotalSeconds };
            if (epochEnds)
                state = run.EndEpoch(state, stepsPerEpoch);
            if (checkpoint)
                run.WriteLatest(state);
            cancellationToken.ThrowIfCancellationRequested();
        }
        var trained = (state.Step - firstStep) * batchSize / Math.Max(clock.Elapsed.TotalSeconds, 1e-9);
        return new FitResult(run.BestHash(), state.LastLoss, state.Step, state.Seconds, trained);
    }

    // A permutation of the images, [count].
    private static long[] Order(int count, FitOptions options, int epoch)
    {
        var order = new long[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        SeededRandom.Create(options.Seed, "order", epoch).Shuffle(order);
        return order;
    }
}
