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

    /// <param name="options">Of the run.</param>
    /// <param name="labels">Labels for validation in the whole budget.</param>
    /// <param name="pool">Images of the pool.</param>
    public ValidationSample(RunOptions options, int labels, int pool)
    {
        (_options, _pool) = (options, pool);
        int[] shuffled = [.. Enumerable.Range(0, pool)];
        SeededRandom.Create(options.Seed, "validation").Shuffle(shuffled);
        _reserved = shuffled[..Size(options, labels, pool)];
    }

    /// <summary>Images no query strategy may choose.</summary>
    public IReadOnlyList<int> Reserved => _reserved;

    /// <summary>The next images to draw; each one's score is the probability with which it was drawn among those left.</summary>
    /// <param name="round">The round at hand.</param>
    /// <param name="drawn">The validation labels so far.</param>
    /// <param name="count">How many to draw.</param>
    /// <param name="probabilities">Class probabilities of the images named, under the latest classifier; null as long as there is none.</param>
    public ValidationSelected Select(int round, IReadOnlyList<ValidationLabel> drawn, int count, Func<IReadOnlyList<int>, FeatureMatrix>? probabilities)
    {
        if (_options.Validation.Kind == UniformEstimate.Kind)
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

    /// <summary>The accuracy of a classifier that has learned from none of these labels; null as long as there are none.</summary>
    /// <param name="drawn">The validation labels so far.</param>
    /// <param name="predictions">The classifier's prediction of each of their images.</param>
    public AccuracyEstimate? Estimate(IReadOnlyList<ValidationLabel> drawn, IReadOnlyList<int> predictions)
    {
        if (drawn.Count == 0)
            return null;
        ValidatedImage[] images = [.. drawn.Select((d, i) => new ValidatedImage(d.Probability, predictions[i] == d.Label))];
        return _options.Validation.Kind == UniformEstimate.Kind
            ? UniformEstimate.Of(images, _options.Stop.Confidence)
            : LevelledEstimate.Of(images, _reserved.Length, _options.Validation.UniformPart, _options.Stop.Confidence);
    }

    // A uniform draw needs no more than it takes; drawing by doubt needs images to choose from.
    private static int Size(RunOptions options, int labels, int pool) =>
        labels == 0 || options.Validation.Kind == UniformEstimate.Kind
            ? labels
            : Math.Min(Math.Max(labels, Math.Min(pool / LurePart, LargestLurePool)), pool - (options.Labels - labels));
}
