using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Learning.Estimation;
using EfficientMnist.Learning.Randomness;
using EfficientMnist.Learning.Stopping;

namespace EfficientMnist.Classifier.Rounds;

/// <summary>Looks at the classifier after each round, with no test label, and decides whether to buy another round.</summary>
internal sealed class RoundAssessor
{
    private const int StopSetSize = 2_000;

    private readonly ValidationSample _validation;
    private readonly IStoppingRule _rule;
    private readonly int[] _stopSet;

    public RoundAssessor(LiveRun run, ValidationSample validation, int pool)
    {
        _validation = validation;
        _rule = StoppingCatalog.Create(run.Options.Stop);
        int[] ids = [.. Enumerable.Range(0, pool)];
        SeededRandom.Create(run.Options.Seed, "stop-set").Shuffle(ids);
        _stopSet = ids[..Math.Min(StopSetSize, pool)];
    }

    public RoundAssessed Assess(LiveRun run, RoundLearner learner)
    {
        var history = run.History;
        var beliefs = learner.Probabilities(history.Labels, _stopSet);
        var predictions = beliefs.ArgMax();
        var observation = new RoundObservation
        {
            Labels = history.Bought,
            NextBatch = run.Plan.NextBatch(history.Bought),
            ExpectedAccuracy = beliefs.Max().Average(p => (double)p),
            Agreement = history.Assessments.Count == 0 ? null : CohenKappa.Of([.. history.Assessments[^1].StopSet.Select(c => (int)c)], predictions),
            Estimate = Estimate(history, learner),
        };
        // Whatever the rule would say of labels that were corrected since, an ended run buys no more.
        var decision = history.HasEnded
            ? new StopDecision(Stop: true, "the run has ended and learned corrected labels since")
            : _rule.Decide([.. history.Assessments.Select(a => a.Observation), observation]);
        return new RoundAssessed
        {
            Rounds = history.Rounds,
            Observation = observation,
            StopSet = [.. predictions.Select(c => checked((byte)c))],
            LeaveOneOut = decision.Stop ? learner.LeaveOneOut(history.Labels) : null,
            Stop = decision.Stop,
            Reason = decision.Reason,
        };
    }

    /// <summary>The accuracy of a learner by the labels given and bought for validation; null without any.</summary>
    public AccuracyEstimate? Estimate(RunHistory history, RoundLearner learner)
    {
        var labels = _validation.With(history.Validation);
        return labels.Count == 0 ? null : _validation.Estimate(labels, learner.Probabilities(history.Labels, [.. labels.Select(v => v.Id)]).ArgMax());
    }
}
