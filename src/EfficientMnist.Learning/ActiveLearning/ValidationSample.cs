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
    private readonly IReadOnlyList<BoughtLabel> _given;

    /// <param name="options">Of the learner.</param>
    /// <param name="labels">Labels for validation in the whole budget.</param>
    /// <param name="pool">Images of the pool.</param>
    /// <param name="given">Labels known from the start, whose images need not be drawn.</param>
    public ValidationSample(ActiveLearnerOptions options, int labels, int pool, GivenLabels given)
    {
        _given = given.Validation;
        var known = given.Ids.ToHashSet();
        int[] shuffled = [.. Enumerable.Range(0, pool).Where(id => !known.Contains(id))];
        (_options, _pool) = (options, shuffled.Length);
        SeededRandom.Create(options.Seed, "validation").Shuffle(shuffled);
        _reserved = shuffled[..Size(options, labels, shuffled.Length)];
        _isReserved = [.. _reserved, .. _given.Select(label => label.Id)];
    }

    private bool IsUniform => _options.ValidationKind == UniformEstimate.Kind;

    /// <summary>The images that are set aside.</summary>
    public IReadOnlySet<int> Held => _isReserved;

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

    /// <summary>The labels to estimate with: those that were given, and those drawn, without images that were rejected; where the draw went by doubt, the given ones alone, for both together stand for nothing.</summary>
    /// <param name="drawn">The validation labels bought so far.</param>
    public IReadOnlyList<ValidationLabel> With(IReadOnlyList<ValidationLabel> drawn) => _given.Count == 0
        ? Classified(drawn)
        : [.. _given.Select(label => new ValidationLabel(label.Id, label.Label, Probability: 1)), .. IsUniform ? Classified(drawn) : []];

    private static IReadOnlyList<ValidationLabel> Classified(IReadOnlyList<ValidationLabel> drawn) => [.. drawn.Where(label => label.Label != BoughtLabel.None)];

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
            : LevelledEstimate.Of(images, _reserved.Length, _options.ValidationUniformPart, _options.Stop.Confidence);
    }

    private double UniformProbability(int drawnBefore) => 1.0 / (_pool - drawnBefore);

    // A uniform draw needs no more than it takes; drawing by doubt needs images to choose from.
    internal static int Size(ActiveLearnerOptions options, int labels, int pool) =>
        labels == 0 || options.ValidationKind == UniformEstimate.Kind
            ? labels
            : Math.Min(Math.Max(labels, Math.Min(pool / LurePart, LargestLurePool)), pool - (options.Labels - labels));
}
