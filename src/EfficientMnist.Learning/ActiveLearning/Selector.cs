using EfficientMnist.Learning.Randomness;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>Chooses what a round buys, from what was known when it began.</summary>
internal sealed class Selector(ActiveLearnerOptions options, ImagePool pool, BatchSchedule schedule, ValidationSample validation)
{
    /// <param name="state">How far the learner is; labels of the round at hand play no part.</param>
    /// <param name="model">Gives what the learner believes; asked only where there is a label.</param>
    /// <param name="withUtilities">Whether to state the utilities of all candidates besides.</param>
    public Query Select(LearnerState state, Func<LearnerModel> model, bool withUtilities)
    {
        BoughtLabel[] answers = [.. state.Answers.Take(state.AnswersBefore)];
        BoughtLabel[] labels = [.. answers.Where(answer => !answer.IsRejected)];
        ValidationLabel[] drawn = [.. state.Validation.Take(state.ValidationBefore)];
        var toValidate = schedule.NextValidation(state.BoughtBefore, state.ValidationBefore);
        var toLearn = schedule.NextBatch(state.BoughtBefore) - toValidate;
        // As long as all images are rejected there is nothing to go by.
        var isCold = labels.Length == 0;
        // The random baseline is random from its first label on.
        var strategy = isCold && options.Strategy.Name != StrategyCatalog.Random ? options.ColdStart : options.Strategy;
        var taken = answers.Select(answer => answer.Id).ToHashSet();
        Pick[] wanted = [.. state.Wanted.Where(id => !taken.Contains(id) && !validation.Holds(id)).Take(toLearn).Select(id => new Pick(id, 0))];
        taken.UnionWith(state.Excluded);
        taken.UnionWith(wanted.Select(pick => pick.Index));
        // A round may be for validation alone, or for what somebody wants.
        var chosen = toLearn == wanted.Length
            ? Selection.Nothing(withUtilities && strategy.HasUtilities)
            : strategy.Select(Context(strategy, state.Rounds, taken, answers, labels.Length == 0 ? null : model(), toLearn - wanted.Length), toLearn - wanted.Length, withUtilities);
        return new Query
        {
            Round = state.Rounds,
            IsColdStart = isCold,
            Strategy = strategy,
            Batch = [.. wanted, .. chosen.Picks],
            Wanted = wanted.Length,
            Validation = validation.Select(state.Rounds, drawn, toValidate, labels.Length == 0 ? null : ids => model().Probabilities(labels, ids)),
            Utilities = chosen.Utilities,
        };
    }

    private QueryContext Context(IQueryStrategy strategy, int round, HashSet<int> taken, BoughtLabel[] answers, LearnerModel? model, int wanted)
    {
        BoughtLabel[] labels = [.. answers.Where(answer => !answer.IsRejected)];
        return new QueryContext
        {
            Unlabelled = Unlabelled(strategy, taken, answers, model, wanted),
            Labelled = [.. answers.Select(answer => answer.Id)],
            Classes = options.Classes,
            Latents = pool.Latents,
            Probabilities = model is null ? null : ids => model.Probabilities(labels, ids),
            Committee = model?.CommitteeOf(round, labels),
            Kernel = model?.Kernel,
            Random = SeededRandom.Create(options.Seed, "round", round),
            // The first batch is worth a look at the whole pool.
            PoolFactor = model is null ? int.MaxValue : options.PoolFactor,
        };
    }

    // What would most likely be rejected tells nothing; chance alone goes on asking for it.
    private int[] Unlabelled(IQueryStrategy strategy, HashSet<int> taken, BoughtLabel[] answers, LearnerModel? model, int wanted)
    {
        int[] unlabelled = [.. Enumerable.Range(0, pool.Count).Where(id => !taken.Contains(id) && !validation.Holds(id))];
        if (model is null || strategy.Name == StrategyCatalog.Random || !answers.Any(answer => answer.IsRejected))
            return unlabelled;
        var outside = model.Outside(answers);
        int[] inside = [.. unlabelled.Where(id => !outside[id])];
        return inside.Length >= wanted ? inside : unlabelled;
    }
}
