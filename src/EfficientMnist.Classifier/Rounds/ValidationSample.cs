using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Learning.Estimation;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Randomness;

namespace EfficientMnist.Classifier.Rounds;

/// <summary>
/// The images a run estimates its accuracy with. A random part of the pool is set aside before the first purchase, out
/// of the query strategy's reach: what is drawn from it then stands for the whole pool, whatever the strategy buys.
/// </summary>
internal sealed class ValidationSample
{
    private const int LurePart = 6;
    private const int LargestLurePool = 10_000;

    private readonly RunOptions _options;
    private readonly int _pool;
    private readonly int[] _reserved;
    private readonly IReadOnlyList<BoughtLabel> _given;

    /// <param name="options">Of the run.</param>
    /// <param name="labels">Labels for validation in the whole budget.</param>
    /// <param name="pool">Images of the pool.</param>
    /// <param name="given">Labels known from the start, whose images need not be drawn; null for none.</param>
    public ValidationSample(RunOptions options, int labels, int pool, LabelsGiven? given = null)
    {
        _given = given?.Validation ?? [];
        var known = given is null ? [] : given.Labels.Concat(given.Validation).Select(label => label.Id).ToHashSet();
        int[] shuffled = [.. Enumerable.Range(0, pool).Where(id => !known.Contains(id))];
        (_options, _pool) = (options, shuffled.Length);
        SeededRandom.Create(options.Seed, "validation").Shuffle(shuffled);
        _reserved = shuffled[..Size(options, labels, shuffled.Length)];
    }

    /// <summary>Images no query strategy may choose.</summary>
    public IReadOnlyList<int> Reserved => [.. _reserved, .. _given.Select(label => label.Id)];

    /// <summary>The next images to draw; each one's score is the probability with which it was drawn among those left.</summary>
    /// <param name="round">The round at hand.</param>
    /// <param name="drawn">The validation labels so far.</param>
    /// <param name="count">How many to draw.</param>
    /// <param name="probabilities">Class probabilities of the images named, under the latest classifier; null as long as there is none.</param>
    public ValidationSelected Select(int round, IReadOnlyList<ValidationLabel> drawn, int count, Func<IReadOnlyList<int>, FeatureMatrix>? probabilities)
    {
        if (IsUniform)
        {
            // They are shuffled already, and set aside from the whole pool.
            var next = _reserved.Skip(drawn.Count).Take(count).Select((id, i) => new SelectedSample(id, 1.0 / (_pool - drawn.Count - i)));
            return new ValidationSelected(round, UniformEstimate.Kind, [.. next]);
        }
        var taken = drawn.Select(d => d.Id).ToHashSet();
        int[] left = [.. _reserved.Where(id => !taken.Contains(id))];
        var doubts = probabilities is null ? new double[left.Length] : ValidationDraw.Doubts(probabilities(left));
        var picks = ValidationDraw.Select(left, doubts, _options.Validation.UniformPart, count, SeededRandom.Create(_options.Seed, "validate", round));
        return new ValidationSelected(round, LevelledEstimate.Kind, [.. picks.Select(p => new SelectedSample(p.Index, p.Score))]);
    }

    /// <summary>The labels to estimate with: those that were given, and those drawn; where the draw went by doubt, the given ones alone, for both together stand for nothing.</summary>
    /// <param name="drawn">The validation labels bought so far.</param>
    public IReadOnlyList<ValidationLabel> With(IReadOnlyList<ValidationLabel> drawn) => _given.Count == 0
        ? drawn
        : [.. _given.Select(label => new ValidationLabel(label.Id, label.Label, Probability: 1)), .. IsUniform ? drawn : []];

    private bool IsUniform => _options.Validation.Kind == UniformEstimate.Kind;

    /// <summary>The accuracy of a classifier that has learned from none of these labels; null as long as there are none.</summary>
    /// <param name="labels">The labels to estimate with, as <see cref="With"/> gives them.</param>
    /// <param name="predictions">The classifier's prediction of each of their images.</param>
    public AccuracyEstimate? Estimate(IReadOnlyList<ValidationLabel> labels, IReadOnlyList<int> predictions)
    {
        if (labels.Count == 0)
            return null;
        ValidatedImage[] images = [.. labels.Select((d, i) => new ValidatedImage(d.Probability, predictions[i] == d.Label))];
        return IsUniform || _given.Count > 0
            ? UniformEstimate.Of(images, _options.Stop.Confidence)
            : LevelledEstimate.Of(images, _reserved.Length, _options.Validation.UniformPart, _options.Stop.Confidence);
    }

    // A uniform draw needs no more than it takes; drawing by doubt needs images to choose from.
    private static int Size(RunOptions options, int labels, int pool) =>
        labels == 0 || options.Validation.Kind == UniformEstimate.Kind
            ? labels
            : Math.Min(Math.Max(labels, Math.Min(pool / LurePart, LargestLurePool)), pool - (options.Labels - labels));
}
