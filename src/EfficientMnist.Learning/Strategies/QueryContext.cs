using EfficientMnist.Learning.Features;

namespace EfficientMnist.Learning.Strategies;

/// <summary>What a strategy may look at: the unlabelled pool and the model's beliefs, never a label.</summary>
public sealed class QueryContext
{
    /// <summary>Indices of the images without a label, ascending.</summary>
    public required IReadOnlyList<int> Unlabelled { get; init; }

    /// <summary>Class probabilities [ids, classes] of the images named, under the model fitted last.</summary>
    public required Func<IReadOnlyList<int>, FeatureMatrix> Probabilities { get; init; }

    /// <summary>Latents of the whole pool, one row per index.</summary>
    public FeatureMatrix? Latents { get; init; }

    /// <summary>The round's generator (<see cref="Randomness.SeededRandom"/>).</summary>
    public required Random Random { get; init; }

    /// <summary>
    /// A batch of q is chosen among a random PoolFactor · q of the pool: it keeps a batch diverse and a round
    /// cheap. Taking the top q of the whole pool was measured to be worse.
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
}
