using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Learning.Classifiers;
using EfficientMnist.Learning.ColdStart;
using EfficientMnist.Learning.Randomness;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Classifier.Rounds;

/// <summary>
/// The science of one run: fit on what was bought, choose what to buy next. A function of options, features and
/// labels alone, so that a restarted run chooses what the uninterrupted one would have chosen.
/// </summary>
internal sealed class RoundLearner(RunOptions options, RunFeatures features, int classes)
{
    private const string RandomStrategy = "random";

    private readonly IClassifier _classifier = ClassifierCatalog.Create(options.Classifier.Kind, options.Classifier.Overrides);
    private readonly IQueryStrategy _strategy = StrategyCatalog.Create(options.Strategy);
    private (int Labels, IFittedClassifier Model)? _fitted;

    /// <summary>The classifier fitted on these labels; fitted once per number of labels.</summary>
    public IFittedClassifier Fit(IReadOnlyList<BoughtLabel> labels)
    {
        if (_fitted is not { } fitted || fitted.Labels != labels.Count)
        {
            var rows = features.Views.Pool.Select([.. labels.Select(l => l.Id)]);
            _fitted = fitted = (labels.Count, _classifier.Fit(rows, [.. labels.Select(l => l.Label)], classes));
        }
        return fitted.Model;
    }

    public BatchSelected Select(int round, IReadOnlyList<BoughtLabel> labels, int count) =>
        round == 0 ? SelectColdStart(count) : SelectRound(round, labels, count);

    /// <summary>Predicted class of each test image.</summary>
    public byte[] PredictTest(IReadOnlyList<BoughtLabel> labels) =>
        [.. Fit(labels).Scores(features.Test).ArgMax().Select(c => checked((byte)c))];

    private BatchSelected SelectColdStart(int count)
    {
        // The random baseline is random from its first label on.
        if (options.Strategy == RandomStrategy)
            return SelectRound(round: 0, [], count);
        var picks = TypicalPoints.Select(features.Latents, count, SeededRandom.Create(options.Seed, "cold-start"));
        return Selected(0, TypicalPoints.Name, picks);
    }

    private BatchSelected SelectRound(int round, IReadOnlyList<BoughtLabel> labels, int count)
    {
        var bought = labels.Select(l => l.Id).ToHashSet();
        var context = new QueryContext
        {
            Unlabelled = [.. Enumerable.Range(0, features.Latents.Rows).Where(id => !bought.Contains(id))],
            Probabilities = ids => Fit(labels).Probabilities(features.Views.Pool.Select(ids)),
            Latents = features.Latents,
            Random = SeededRandom.Create(options.Seed, "round", round),
            PoolFactor = options.Round.PoolFactor,
        };
        return Selected(round, _strategy.Name, _strategy.Select(context, count));
    }

    private static BatchSelected Selected(int round, string strategy, IReadOnlyList<Pick> picks) =>
        new(round, ColdStart: round == 0, strategy, [.. picks.Select(p => new SelectedSample(p.Index, p.Score))]);
}
