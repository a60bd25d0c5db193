using EfficientMnist.Learning.Estimation;
using EfficientMnist.Learning.Randomness;
using EfficientMnist.Learning.Stopping;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>Looks at the classifier after each round, with no test label, and decides whether to buy another round.</summary>
internal sealed class Assessor
{
    private const int StopSetSize = 2_000;

    private readonly ValidationSample _validation;
    private readonly BatchSchedule _schedule;
    private readonly IStoppingRule _rule;
    private readonly int[] _stopSet;

    public Assessor(ActiveLearnerOptions options, BatchSchedule schedule, ValidationSample validation, int pool)
    {
        (_validation, _schedule) = (validation, schedule);
        _rule = StoppingCatalog.Create(options.Stop);
        int[] ids = [.. Enumerable.Range(0, pool)];
        SeededRandom.Create(options.Seed, "stop-set").Shuffle(ids);
        _stopSet = ids[..Math.Min(StopSetSize, pool)];
    }

    public Assessment Assess(LearnerState state, LearnerModel model)
    {
        var beliefs = model.Probabilities(state.Labels, _stopSet);
        var predictions = beliefs.ArgMax();
        var observation = new RoundObservation
        {
            Labels = state.Bought,
            NextBatch = _schedule.NextBatch(state.Bought),
            ExpectedAccuracy = beliefs.Max().Average(p => (double)p),
            Agreement = state.Assessments is [] or [.., { StopSet.Count: 0 }] ? null : CohenKappa.Of(state.Assessments[^1].StopSet, predictions),
            Estimate = Estimate(state, model),
        };
        var decision = state.Ended.Length > 0
            ? new StopDecision(Stop: true, state.Ended)
            : _rule.Decide([.. state.Assessments.Select(a => a.Observation), observation]);
        return new Assessment
        {
            Rounds = state.Rounds,
            Observation = observation,
            StopSet = predictions,
            LeaveOneOut = decision.Stop ? model.LeaveOneOut(state.Labels) : null,
            Stop = decision.Stop,
            Reason = decision.Reason,
        };
    }

    /// <summary>Every image asked for so far was rejected, so that there is no classifier: more is asked for as long as the budget lasts.</summary>
    public Assessment AssessNothing(LearnerState state)
    {
        var next = _schedule.NextBatch(state.Bought);
        return new Assessment
        {
            Rounds = state.Rounds,
            Observation = new RoundObservation { Labels = state.Bought, NextBatch = next, ExpectedAccuracy = 0, Agreement = null, Estimate = null },
            StopSet = [],
            Stop = next == 0 || state.Ended.Length > 0,
            Reason = next == 0 ? $"the budget of {state.Bought} labels is spent, and every image was rejected" : "every image so far was rejected",
        };
    }

    /// <summary>The accuracy by the labels given and bought for validation; null without any.</summary>
    public AccuracyEstimate? Estimate(LearnerState state, LearnerModel model)
    {
        var labels = _validation.With(state.Validation);
        return labels.Count == 0 ? null : _validation.Estimate(labels, model.Probabilities(state.Labels, [.. labels.Select(v => v.Id)]).ArgMax());
    }
}
