using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Learning.Classifiers;
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
    private readonly IQueryStrategy _coldStart = StrategyCatalog.CreateForColdStart(options.ColdStart.Kind);
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

    public BatchSelected Select(int round, IReadOnlyList<BoughtLabel> labels, int count)
    {
        // The random baseline is random from its first label on.
        var strategy = round == 0 && options.Strategy != RandomStrategy ? _coldStart : _strategy;
        var picks = strategy.Select(Context(round, labels), count);
        return new BatchSelected(round, ColdStart: round == 0, strategy.Name, [.. picks.Select(p => new SelectedSample(p.Index, p.Score))]);
    }

    /// <summary>Predicted class of each test image.</summary>
    public byte[] PredictTest(IReadOnlyList<BoughtLabel> labels) =>
        [.. Fit(labels).Scores(features.Test).ArgMax().Select(c => checked((byte)c))];

    private QueryContext Context(int round, IReadOnlyList<BoughtLabel> labels)
    {
        int[] bought = [.. labels.Select(l => l.Id)];
        var taken = bought.ToHashSet();
        var hasModel = bought.Length > 0;
        var committee = new Lazy<Committee>(() => Committee.Fit(
            _classifier, Fit(labels), features.Views, bought, [.. labels.Select(l => l.Label)], SeededRandom.Create(options.Seed, "committee", round)));
        return new QueryContext
        {
            Unlabelled = [.. Enumerable.Range(0, features.Latents.Rows).Where(id => !taken.Contains(id))],
            Labelled = bought,
            Classes = classes,
            Latents = features.Latents,
            Probabilities = hasModel ? ids => Fit(labels).Probabilities(features.Views.Pool.Select(ids)) : null,
            Committee = hasModel ? ids => committee.Value.Probabilities(ids) : null,
            Random = SeededRandom.Create(options.Seed, "round", round),
            // The first batch is worth a look at the whole pool.
            PoolFactor = hasModel ? options.Round.PoolFactor : RoundOptions.MaxPoolFactor,
        };
    }
}
