using EfficientMnist.Classifier.Distillation;
using EfficientMnist.Classifier.Encoders;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.FineTuning;
using EfficientMnist.Classifier.Grading;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Labels;
using EfficientMnist.Classifier.Runs;

namespace EfficientMnist.Classifier.Rounds;

/// <summary>
/// encoder → features → cold start → rounds of fit, select, buy → distillation → grade. Rounds begin with the labels as they
/// are then: those that people have corrected included; and what is corrected before the grading is learned before it. Every
/// step is in the journal before the next begins; a run that is executed again goes on behind the last one.
/// </summary>
internal sealed class ActiveLearningRun(
    ImageSource images, EncoderProvider encoders, FeatureSource featureSource, LabelBuyer buyer, LabelCorrections corrections, FineTuner tuner, Distiller distiller, Grader grader, RunTelemetry telemetry, TimeProvider time)
{
    public async Task ExecuteAsync(LiveRun run, CancellationToken cancellationToken)
    {
        var dataset = await images.FindAsync(run.Options.Dataset, run, cancellationToken, usedBy: run.Id.Value);
        dataset.RequireImagesFor(run.Options.Labels);
        var encoderId = await encoders.EnsureTrainedAsync(run, cancellationToken);
        var features = await featureSource.GetAsync(dataset, encoderId, run.Options.Views, run, cancellationToken);
        if (run.Options.Propagation.IsOn)
            features.Neighbours.Of(run.Options.Propagation.Neighbourhood, cancellationToken);
        var account = await buyer.OpenAsync(run, cancellationToken);
        if (run.History.Given is null)
            run.Record(account.Given);
        dataset.RequireImagesFor(run.Options.Labels, run.History.Given!.Count);
        var validation = new ValidationSample(run.Options, run.Plan.ValidationLabels, dataset.TrainCount, run.History.Given);
        var learner = new RoundLearner(run.Options, features, account.ClassNames.Count, validation.Reserved);
        var assessor = new RoundAssessor(run, validation, dataset.TrainCount);

        var pace = new LabelPace(run.History.Bought, time);
        do
        {
            while (!run.History.HasStopped)
            {
                run.Report(pace.Progress(run));
                learner = await CorrectAsync(run, learner, cancellationToken);
                learner = await tuner.AdvanceAsync(run, learner, cancellationToken);
                learner = await distiller.AdvanceAsync(run, learner, cancellationToken);
                run.Report(pace.Progress(run));
                learner = await ExecuteRoundAsync(run, learner, validation, assessor, account, cancellationToken);
            }
            learner = await tuner.AdvanceAsync(run, learner, cancellationToken);
            if (account.IsGradable)
                Predict(run, learner);
            await distiller.FinishAsync(run, learner, final => assessor.Estimate(run.History, final), cancellationToken);
            if (run.History.FinalGrading is null)
                learner = await CorrectAsync(run, learner, cancellationToken);
        }
        while (!run.History.HasStopped);
        if (account.IsGradable)
            await grader.GradeAsync(run, cancellationToken);
        else
            await grader.LeaveAsync(run, account.NotGradable, cancellationToken);
    }

    // What was fitted on the old labels is forgotten.
    private async Task<RoundLearner> CorrectAsync(LiveRun run, RoundLearner learner, CancellationToken cancellationToken) =>
        await corrections.ApplyAsync(run, cancellationToken) ? learner.With(run.History.StudentId.Length > 0 ? learner.Student : null) : learner;

    // The learner as it is after the purchase.
    private async Task<RoundLearner> ExecuteRoundAsync(
        LiveRun run, RoundLearner learner, ValidationSample validation, RoundAssessor assessor, RunAccount account, CancellationToken cancellationToken)
    {
        using var span = telemetry.StartRound(run);
        // A round that was cut short between its purchase and its assessment buys nothing more.
        if (run.History.Rounds == 0 || run.History.IsAssessed)
        {
            SelectValidation(run, learner, validation);
            cancellationToken.ThrowIfCancellationRequested();
            SelectBatch(run, learner);
            cancellationToken.ThrowIfCancellationRequested();
            await buyer.BuyAsync(run, cancellationToken);
        }
        cancellationToken.ThrowIfCancellationRequested();
        learner = await tuner.AdvanceAsync(run, learner, cancellationToken);
        if (account.IsGradable && run.Plan.IsMilestone(run.History.Bought))
            Predict(run, learner);
        run.Record(assessor.Assess(run, learner));
        return learner;
    }

    private static void SelectValidation(LiveRun run, RoundLearner learner, ValidationSample validation)
    {
        var history = run.History;
        var due = history.RoundStart.Validation + run.Plan.NextValidation(history.RoundStart.Bought, history.RoundStart.Validation);
        if (history.Validation.Count == due || history.PendingValidation is not null)
            return;
        run.Record(validation.Select(
            history.Rounds, history.Validation, due - history.Validation.Count,
            history.Labels.Count == 0 ? null : ids => learner.Probabilities(history.Labels, ids)));
    }

    private static void SelectBatch(LiveRun run, RoundLearner learner)
    {
        if (run.History.Pending is null)
            run.Record(learner.Select(run.History.Rounds, run.History.Labels, BatchSize(run)));
    }

    private static int BatchSize(LiveRun run)
    {
        var (bought, validation) = run.History.RoundStart;
        return run.Plan.NextBatch(bought) - run.Plan.NextValidation(bought, validation);
    }

    /// <summary>Test predictions are kept on the way and graded at the end: the first grading ends the buying.</summary>
    private static void Predict(LiveRun run, RoundLearner learner)
    {
        var bought = run.History.Bought;
        if (!run.History.Predictions.ContainsKey(bought))
            run.Record(new TestPredicted(bought, learner.PredictTest(run.History.Labels)));
    }
}
