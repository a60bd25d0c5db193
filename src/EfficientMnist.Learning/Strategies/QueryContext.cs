using EfficientMnist.Learning.Features;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Strategies;

/// <summary>What a strategy may look at: the pool, which images have a label, and the model's beliefs; never a label.</summary>
public sealed class QueryContext
{
    /// <summary>Indices of the images without a label, ascending; without those that would most likely be rejected.</summary>
    public required IReadOnlyList<int> Unlabelled { get; init; }

    /// <summary>Indices of the images whose label was bought, the rejected ones among them, in any order.</summary>
    public required IReadOnlyList<int> Labelled { get; init; }

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Latents of the whole pool, one row per index.</summary>
    public required FeatureRows Latents { get; init; }

    /// <summary>Class probabilities [ids, classes] of the images named, under the model fitted last; null before the first label.</summary>
    public Func<IReadOnlyList<int>, FeatureMatrix>? Probabilities { get; init; }

    /// <summary>
    /// The same from each member of a committee (<see cref="Classifiers.Committee"/>), which is fitted when it is
    /// first asked; null before the first label.
    /// </summary>
    public Func<IReadOnlyList<int>, IReadOnlyList<FeatureMatrix>>? Committee { get; init; }

    /// <summary>The space in which a kernel sees the pool, a student's features included; null before the first label.</summary>
    public KernelSpace? Kernel { get; init; }

    /// <summary>The round's generator (<see cref="Randomness.SeededRandom"/>).</summary>
    public required Random Random { get; init; }

    /// <summary>
    /// A batch of q is chosen among a random PoolFactor · q of the pool: it keeps a batch diverse and a round
    /// cheap. Taking the top q of the whole pool was measured to be worse. Strategies that go by the density of
    /// the pool look at a larger part.
    /// </summary>
    public int PoolFactor { get; init; } = 20;

    /// <summary>A random part of the unlabelled pool, ascending: at most PoolFactor · <paramref name="count"/> images.</summary>
    public IReadOnlyList<int> Candidates(int count) => Draw((int)Math.Min((long)PoolFactor * count, Unlabelled.Count));

    /// <summary>A uniform sample of the unlabelled pool without repetition, ascending.</summary>
    public IReadOnlyList<int> Draw(int count)
    {
        var ids = Unlabelled.ToArray();
        count = Math.Min(count, ids.Length);
        // The first steps of a Fisher–Yates shuffle.
        for (var i = 0; i < count; i++)
        {
            var j = Random.Next(i, ids.Length);
            (ids[i], ids[j]) = (ids[j], ids[i]);
        }
        var drawn = ids[..count];
        Array.Sort(drawn);
        return drawn;
    }

    internal KernelSpace RequiredKernel => Kernel ?? throw NoModel();

    internal FeatureMatrix Believe(IReadOnlyList<int> ids) => (Probabilities ?? throw NoModel())(ids);

    internal IReadOnlyList<FeatureMatrix> BelieveEach(IReadOnlyList<int> ids) => (Committee ?? throw NoModel())(ids);

    /// <summary>Latents [ids, d] scaled to unit length; the caller owns them.</summary>
    internal Tensor UnitLatents(IReadOnlyList<int> ids)
    {
        using var raw = Latents.Select(ids).ToTensor();
        return nn.functional.normalize(raw, p: 2, dim: 1);
    }

    private static InvalidOperationException NoModel() =>
        new("This strategy goes by what a classifier believes, and without a label there is none yet. Let another one choose the first batch.");
}
