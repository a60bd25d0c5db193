using EfficientMnist.Classifier.Encoders;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Grading;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Labels;
using EfficientMnist.Classifier.Runs;

namespace EfficientMnist.Classifier.Rounds;

/// <summary>
/// encoder → features → cold start → rounds of fit, select, buy → grade. Every step is in the journal before the
/// next begins; a run that is executed again goes on behind the last one.
/// </summary>
internal sealed class ActiveLearningRun(
    ImageSource images, EncoderProvider encoders, FeatureSource featureSource, LabelBuyer buyer, Grader grader, RunTelemetry telemetry, TimeProvider time)
{
    public async Task ExecuteAsync(LiveRun run, CancellationToken cancellationToken)
    {
        var dataset = await images.FindAsync(run.Options.Dataset, run, cancellationToken);
        if (run.Options.Labels > dataset.TrainCount)
            throw new ArgumentException($"labels={run.Options.Labels} is more than the {dataset.TrainCount} images of {dataset.Name}.");
        var encoderId = await encoders.EnsureTrainedAsync(run, cancellationToken);
        var features = await featureSource.GetAsync(dataset, encoderId, run, cancellationToken);
        var classes = await buyer.OpenAsync(run, cancellationToken);
        var learner = new RoundLearner(run.Options, features, classes.Count);

        var pace = new LabelPace(run.History.Labels.Count, time);
        while (run.History.Labels.Count < run.Plan.Labels)
        {
            run.Report(pace.Progress(run));
            await ExecuteRoundAsync(run, learner, cancellationToken);
        }
        PredictAtMilestone(run, learner);
        await grader.GradeAsync(run, cancellationToken);
    }

    private async Task ExecuteRoundAsync(LiveRun run, RoundLearner learner, CancellationToken cancellationToken)
    {
        using var span = telemetry.StartRound(run);
        PredictAtMilestone(run, learner);
        cancellationToken.ThrowIfCancellationRequested();

        if (run.History.Pending is null)
            run.Record(learner.Select(run.History.Rounds, run.History.Labels, run.Plan.NextBatch(run.History.Labels.Count)));
        cancellationToken.ThrowIfCancellationRequested();

        await buyer.BuyAsync(run, run.History.Pending!, cancellationToken);
    }

    /// <summary>Test predictions are kept on the way and graded at the end: the first grading ends the buying.</summary>
    private static void PredictAtMilestone(LiveRun run, RoundLearner learner)
    {
        var bought = run.History.Labels.Count;
        if (run.Plan.IsMilestone(bought) && !run.History.Predictions.ContainsKey(bought))
            run.Record(new TestPredicted(bought, learner.PredictTest(run.History.Labels)));
    }
}
