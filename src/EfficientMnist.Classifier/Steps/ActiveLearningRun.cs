using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.ActiveLearning;

namespace EfficientMnist.Classifier.Steps;

/// <summary>
/// encoder → features → cold start → rounds of fit, select, buy → distillation → grade. Rounds begin with the labels as they
/// are then: those that people have corrected included; and what is corrected before the grading is learned before it. Every
/// step is in the journal before the next begins; a run that is executed again goes on behind the last one.
/// </summary>
internal sealed class ActiveLearningRun(
    ImageSource images, EncoderProvider encoders, FeatureSource featureSource, LabelBuyer buyer, RunLedger ledger, FineTuner tuner, Distiller distiller, Grader grader, ProbabilityStore probabilities,
    RunTelemetry telemetry, TimeProvider time)
{
    /// <summary>Executes the run to its end.</summary>
    public async Task ExecuteAsync(RunWork run, CancellationToken cancellationToken)
    {
        var dataset = await images.FindAsync(run.Options.Dataset, run, cancellationToken, usedBy: run.Id.Value);
        dataset.RequireImagesFor(run.Plan.Labels);
        await encoders.BeginAsync(run, cancellationToken);
        if (run.History.IsInHeadStart)
        {
            var (first, account) = await OpenAsync(run, dataset, EncoderChoice.None, ViewChoice.Histograms, cancellationToken);
            var pace = new LabelPace(run.History.Bought, time);
            while (run.History.IsInHeadStart)
                await ExecuteRoundAsync(run, first, dataset, account, pace, cancellationToken);
            run.LeaveSlot();
        }
        await LearnAsync(run, dataset, await encoders.EnsureTrainedAsync(run, cancellationToken), cancellationToken);
    }

    private async Task LearnAsync(RunWork run, DatasetDescription dataset, string encoderId, CancellationToken cancellationToken)
    {
        var (learner, account) = await OpenAsync(run, dataset, encoderId, run.Options.Views, cancellationToken);
        var pace = new LabelPace(run.History.Bought, time);
        do
        {
            while (!run.History.Learner.HasStopped)
                await ExecuteRoundAsync(run, learner, dataset, account, pace, cancellationToken);
            if (run.History.Learner.Labels.Count == 0)
            {
                await CorrectAsync(run, learner, cancellationToken);
                if (run.History.Learner.Labels.Count == 0)
                    throw Refusal.Conflict($"All {run.History.Bought} images that were asked for were rejected, so there is nothing to learn from. Give one of them its class (eml correct {run.Id}), then eml resume {run.Id}; or start a run with other classes.");
                continue;
            }
            await tuner.AdvanceAsync(run, learner, dataset, cancellationToken);
            await run.TurnAsync(cancellationToken);
            if (account.IsGradable)
                await PredictAsync(run, learner);
            await distiller.FinishAsync(run, learner, dataset, cancellationToken);
            if (run.History.FinalGrading is null)
                await CorrectAsync(run, learner, cancellationToken);
        }
        while (!run.History.Learner.HasStopped);
        // Who looks at the run later should not wait.
        probabilities.Keep(run.Id, ProbabilityStore.Pool, run.History.ClassifierDigest(), learner.PoolProbabilities());
        if (account.IsGradable)
            await grader.GradeAsync(run, cancellationToken);
        else
            await grader.LeaveAsync(run, account.NotGradable, cancellationToken);
    }

    /// <summary>The learner of these views of the pool as the journal leaves it, and the run's account.</summary>
    private async Task<(ActiveLearner Learner, RunAccount Account)> OpenAsync(
        RunWork run, DatasetDescription dataset, string encoderId, string views, CancellationToken cancellationToken)
    {
        await run.TurnAsync(cancellationToken);
        var features = await featureSource.GetAsync(dataset, encoderId, views, run, cancellationToken);
        if (run.Options.Propagation.IsOn)
            features.Pool.FindNeighbours(run.Options.Propagation.Neighbourhood, cancellationToken);
        var account = await buyer.OpenAsync(run, cancellationToken);
        if (run.History.Given is null)
            await run.RecordAsync(account.Given);
        dataset.RequireImagesFor(run.Plan.Labels, run.History.Given!.Count);
        var learner = new ActiveLearner(features.Pool, run.Options.ToLearner(run.History.Extensions) with { Classes = account.ClassNames.Count });
        learner.Restore(run.History.Learner);
        await distiller.EquipAsync(run, learner, dataset, cancellationToken);
        return (learner, account);
    }

    private async Task ExecuteRoundAsync(
        RunWork run, ActiveLearner learner, DatasetDescription dataset, RunAccount account, LabelPace pace, CancellationToken cancellationToken)
    {
        run.Report(pace.Progress(run));
        await run.TurnAsync(cancellationToken);
        await CorrectAsync(run, learner, cancellationToken);
        await tuner.AdvanceAsync(run, learner, dataset, cancellationToken);
        await distiller.AdvanceAsync(run, learner, dataset, cancellationToken);
        run.Report(pace.Progress(run));
        await run.TurnAsync(cancellationToken);
        using var span = telemetry.StartRound(run);
        // A round that was cut short between its purchase and its assessment buys nothing more.
        if (run.History.Learner.Rounds == 0 || run.History.Learner.IsAssessed)
        {
            await SelectAsync(run, learner);
            cancellationToken.ThrowIfCancellationRequested();
            await buyer.BuyAsync(run, cancellationToken);
            // The journal says what was learned, so that a run which goes on after a crash has learned the same.
            learner.Restore(run.History.Learner);
        }
        cancellationToken.ThrowIfCancellationRequested();
        await tuner.AdvanceAsync(run, learner, dataset, cancellationToken);
        await run.TurnAsync(cancellationToken);
        if (account.IsGradable && run.Plan.IsMilestone(run.History.Bought) && run.History.Learner.Labels.Count > 0)
            await PredictAsync(run, learner);
        await run.RecordAsync(RoundAssessed.Of(learner.Assess()));
    }

    /// <summary>Takes over the labels that people have corrected since the run learned from them.</summary>
    private async Task CorrectAsync(RunWork run, ActiveLearner learner, CancellationToken cancellationToken)
    {
        if (!run.Options.Oracle.IsHuman || run.History.Bought == 0)
            return;
        if (await ledger.CorrectionsAsync(run, cancellationToken) is not { } corrected)
            return;
        await run.RecordAsync(corrected);
        learner.Restore(run.History.Learner);
    }

    /// <summary>Chooses what has not been chosen yet: nothing of it where the run goes on in the middle of a purchase.</summary>
    private static async Task SelectAsync(RunWork run, ActiveLearner learner)
    {
        if (run.History is { Pending: not null, PendingValidation: not null })
            return;
        await run.RefreshAsync();
        learner.Restore(run.History.Learner);
        var query = learner.Query().AtMost(run.History.Affordable(run.Options));
        if (run.History.PendingValidation is null && query.Validation.Count > 0)
            await run.RecordAsync(ValidationSelected.Of(query, run.Options.Validation.Kind));
        if (run.History.Pending is null)
            await run.RecordAsync(BatchSelected.Of(query));
    }

    /// <summary>Test predictions are kept on the way and graded at the end: the first grading ends the buying.</summary>
    private static async Task PredictAsync(RunWork run, ActiveLearner learner)
    {
        var bought = run.History.Bought;
        if (!run.History.Predictions.ContainsKey(bought))
            await run.RecordAsync(new TestPredicted(bought, ClassBytes.Of(learner.PredictTest())));
    }
}
