using EfficientMnist.Learning.Estimation;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Randomness;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.ActiveLearning;

/// <summary>
/// The images a learner estimates its accuracy with. A random part of the pool is set aside before the first purchase, out
/// of the query strategy's reach: what is drawn from it then stands for the whole pool, whatever the strategy buys.
/// </summary>
internal sealed class ValidationSample
{
    private const int LurePart = 6;
    private const int LargestLurePool = 10_000;

    private readonly ActiveLearnerOptions _options;
    private readonly int _pool;
    private readonly int[] _reserved;
    private readonly HashSet<int> _isReserved;

    /// <param name="options">Of the learner.</param>
    /// <param name="labels">Labels for validation in the whole budget.</param>
    /// <param name="pool">Images of the pool.</param>
    public ValidationSample(ActiveLearnerOptions options, int labels, int pool)
    {
        (_options, _pool) = (options, pool);
        int[] shuffled = [.. Enumerable.Range(0, pool)];
        SeededRandom.Create(options.Seed, "validation").Shuffle(shuffled);
        _reserved = shuffled[..Size(options, labels, pool)];
        _isReserved = [.. _reserved];
    }

    private bool IsUniform => _options.ValidationKind == UniformEstimate.Kind;

    /// <summary>Whether an image is set aside, so that no query strategy may choose it.</summary>
    public bool Holds(int id) => _isReserved.Contains(id);

    /// <summary>The next images to draw; each one's score is the probability with which it was drawn among those left.</summary>
    /// <param name="round">The round at hand.</param>
    /// <param name="drawn">The validation labels so far.</param>
    /// <param name="count">How many to draw.</param>
    /// <param name="probabilities">Class probabilities of the images named, under the latest classifier; null as long as there is none.</param>
    public IReadOnlyList<Pick> Select(int round, IReadOnlyList<ValidationLabel> drawn, int count, Func<IReadOnlyList<int>, FeatureMatrix>? probabilities)
    {
        // They are shuffled already, and set aside from the whole pool.
        if (IsUniform)
            return [.. _reserved.Skip(drawn.Count).Take(count).Select((id, i) => new Pick(id, UniformProbability(drawn.Count + i)))];
        if (count == 0)
            return [];
        var taken = drawn.Select(d => d.Id).ToHashSet();
        int[] left = [.. _reserved.Where(id => !taken.Contains(id))];
        var doubts = probabilities is null ? new double[left.Length] : ValidationDraw.Doubts(probabilities(left));
        return ValidationDraw.Select(left, doubts, _options.ValidationUniformPart, count, SeededRandom.Create(_options.Seed, "validate", round));
    }

    /// <summary>With which probability an image was drawn, given what was drawn in its round.</summary>
    /// <exception cref="ArgumentException">Nobody can tell, because it was not drawn.</exception>
    public double ProbabilityOf(int id, int drawnBefore, Func<IReadOnlyList<Pick>> drawn)
    {
        if (IsUniform)
            return UniformProbability(drawnBefore);
        foreach (var pick in drawn())
        {
            if (pick.Index == id)
                return pick.Score;
        }
        throw new ArgumentException($"Image {id} is set aside to validate with and was not drawn in this round, so its label tells nothing of known weight. Give the labels that Query asked for.");
    }

    /// <summary>The accuracy of a classifier that has learned from none of these labels; null as long as there are none.</summary>
    /// <param name="drawn">The validation labels so far.</param>
    /// <param name="predictions">The classifier's prediction of each of their images.</param>
    public AccuracyEstimate? Estimate(IReadOnlyList<ValidationLabel> drawn, IReadOnlyList<int> predictions)
    {
        if (drawn.Count == 0)
            return null;
        ValidatedImage[] images = [.. drawn.Select((d, i) => new ValidatedImage(d.Probability, predictions[i] == d.Label))];
        return IsUniform
            ? UniformEstimate.Of(images, _options.Stop.Confidence)
            : LevelledEstimate.Of(images, _reserved.Length, _options.ValidationUniformPart, _options.Stop.Confidence);
    }

    private double UniformProbability(int drawnBefore) => 1.0 / (_pool - drawnBefore);

    // A uniform draw needs no more than it takes; drawing by doubt needs images to choose from.
    private static int Size(ActiveLearnerOptions options, int labels, int pool) =>
        labels == 0 || options.ValidationKind == UniformEstimate.Kind
            ? labels
            : Math.Min(Math.Max(labels, Math.Min(pool / LurePart, LargestLurePool)), pool - (options.Labels - labels));
}
