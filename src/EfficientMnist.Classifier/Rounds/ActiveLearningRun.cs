using EfficientMnist.Classifier.Distillation;
using EfficientMnist.Classifier.Encoders;
using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.FineTuning;
using EfficientMnist.Classifier.Grading;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Labels;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Learning.ActiveLearning;

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
            features.Pool.FindNeighbours(run.Options.Propagation.Neighbourhood, cancellationToken);
        var account = await buyer.OpenAsync(run, cancellationToken);
        if (run.History.Given is null)
            run.Record(account.Given);
        dataset.RequireImagesFor(run.Options.Labels, run.History.Given!.Count);
        var learner = new ActiveLearner(features.Pool, run.Options.ToLearner() with { Classes = account.ClassNames.Count });
        learner.Restore(run.History.Learner);
        await distiller.EquipAsync(run, learner, dataset, cancellationToken);

        var pace = new LabelPace(run.History.Bought, time);
        do
        {
            while (!run.History.HasStopped)
            {
                run.Report(pace.Progress(run));
                await CorrectAsync(run, learner, cancellationToken);
                await tuner.AdvanceAsync(run, learner, dataset, cancellationToken);
                await distiller.AdvanceAsync(run, learner, dataset, cancellationToken);
                run.Report(pace.Progress(run));
                await ExecuteRoundAsync(run, learner, dataset, account, cancellationToken);
            }
            await tuner.AdvanceAsync(run, learner, dataset, cancellationToken);
            if (account.IsGradable)
                Predict(run, learner);
            await distiller.FinishAsync(run, learner, dataset, cancellationToken);
            if (run.History.FinalGrading is null)
                await CorrectAsync(run, learner, cancellationToken);
        }
        while (!run.History.HasStopped);
        if (account.IsGradable)
            await grader.GradeAsync(run, cancellationToken);
        else
            await grader.LeaveAsync(run, account.NotGradable, cancellationToken);
    }

    private async Task CorrectAsync(LiveRun run, ActiveLearner learner, CancellationToken cancellationToken)
    {
        if (await corrections.ApplyAsync(run, cancellationToken))
            learner.Restore(run.History.Learner);
    }

    private async Task ExecuteRoundAsync(LiveRun run, ActiveLearner learner, DatasetDescription dataset, RunAccount account, CancellationToken cancellationToken)
    {
        using var span = telemetry.StartRound(run);
        // A round that was cut short between its purchase and its assessment buys nothing more.
        if (run.History.Rounds == 0 || run.History.IsAssessed)
        {
            Select(run, learner);
            cancellationToken.ThrowIfCancellationRequested();
            await buyer.BuyAsync(run, cancellationToken);
            // The journal says what was learned, so that a run which goes on after a crash has learned the same.
            learner.Restore(run.History.Learner);
        }
        cancellationToken.ThrowIfCancellationRequested();
        await tuner.AdvanceAsync(run, learner, dataset, cancellationToken);
        if (account.IsGradable && run.Plan.IsMilestone(run.History.Bought))
            Predict(run, learner);
        run.Record(RoundAssessed.Of(learner.Assess()));
    }

    /// <summary>Chooses what has not been chosen yet: nothing of it where the run goes on in the middle of a purchase.</summary>
    private static void Select(LiveRun run, ActiveLearner learner)
    {
        var history = run.History;
        if (history is { Pending: not null, PendingValidation: not null })
            return;
        var query = learner.Query();
        if (history.PendingValidation is null && query.Validation.Count > 0)
            run.Record(ValidationSelected.Of(query, run.Options.Validation.Kind));
        if (history.Pending is null)
            run.Record(BatchSelected.Of(query));
    }

    /// <summary>Test predictions are kept on the way and graded at the end: the first grading ends the buying.</summary>
    private static void Predict(LiveRun run, ActiveLearner learner)
    {
        var bought = run.History.Bought;
        if (!run.History.Predictions.ContainsKey(bought))
            run.Record(new TestPredicted(bought, ClassBytes.Of(learner.PredictTest())));
    }
}
