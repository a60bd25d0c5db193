using System.Diagnostics;
using EfficientMnist.Datasets;
using EfficientMnist.Learning.Devices;

namespace EfficientMnist.Learning.Training;

/// <summary>What <see cref="Fit"/> is for networks: computes the model and keeps it as <c>best</c>.</summary>
internal static class ClosedFormFit
{
    private const int Parts = 100;

    public static FitResult Run(ImageSet images, IClosedFormRecipe recipe, FitOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        // Distances and sums of squares lose too much in a shorter format.
        options = options with { Precision = Precision.Float32 };
        // Sums in another order differ in their last bits, and so might what is computed from them.
        using var threads = OperatorThreads.Use(options.Device.Threads);
        using var model = recipe.Solve(images, options.Seed, Report, cancellationToken);
        var weights = Checkpoint.Export(Checkpoint.Weights(model).Select(w => (w.Key, w.Value)));
        var hash = Checkpoint.HashOf(weights);
        var seconds = clock.Elapsed.TotalSeconds;
        if (options.CheckpointFolder is { } folder)
            Checkpoint.Write(new Checkpoint(folder).Best, weights, TrainingIdentity.Of(images, recipe, options), new TrainingState { Step = 1, LastLoss = 0, Seconds = seconds }, hash);
        return new FitResult(hash, 0, 1, seconds, images.Count / Math.Max(seconds, 1e-9));

        void Report(double done)
        {
            clock.Stop();
            options.AwaitTurn?.Invoke(cancellationToken);
            clock.Start();
            var left = done > 0 ? clock.Elapsed * ((1 - done) / done) : TimeSpan.Zero;
            progress?.Report(new TrainingProgress((int)(Parts * done), Parts, 1, 1, 0, done * images.Count / Math.Max(clock.Elapsed.TotalSeconds, 1e-9), left) { Seconds = clock.Elapsed.TotalSeconds });
        }
    }
}
