using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Randomness;
using EfficientMnist.Learning.Strategies;

namespace EfficientMnist.Learning.Tests.Strategies;

/// <summary>Small pools whose right answers can be worked out by hand.</summary>
internal static class Pools
{
    /// <summary>Latents on the unit circle, one image per angle in degrees.</summary>
    public static FeatureMatrix Circle(params float[] degrees) =>
        new([.. degrees.SelectMany(d => new[] { MathF.Cos(d * MathF.PI / 180), MathF.Sin(d * MathF.PI / 180) })], degrees.Length, 2);

    public static FeatureMatrix Rows(params float[][] rows) => new([.. rows.SelectMany(r => r)], rows.Length, rows[0].Length);

    /// <summary>A pool without a model, of which the images named have a label.</summary>
    public static QueryContext Context(FeatureRows latents, int classes, int[] labelled, long seed = 1) => new()
    {
        Unlabelled = [.. Enumerable.Range(0, latents.Rows).Except(labelled)],
        Labelled = labelled,
        Classes = classes,
        Latents = latents,
        Kernel = new KernelSpace(latents, 0.3, 0.05),
        Random = SeededRandom.Create(seed, "test"),
    };

    /// <summary>A pool whose image i is believed to be of these class probabilities.</summary>
    public static QueryContext Believing(float[][] beliefs, FeatureMatrix? latents = null, int[]? labelled = null, long seed = 1, params float[][][] committee)
    {
        var whole = Rows(beliefs);
        FeatureMatrix[] members = [.. committee.Select(member => Rows(member))];
        var pool = Context(latents ?? new FeatureMatrix(whole.Rows, 2), whole.Columns, labelled ?? [], seed);
        return new QueryContext
        {
            Unlabelled = pool.Unlabelled,
            Labelled = pool.Labelled,
            Classes = pool.Classes,
            Latents = pool.Latents,
            Kernel = pool.Kernel,
            Random = pool.Random,
            Probabilities = whole.Select,
            Committee = ids => [.. members.Select(m => m.Select(ids))],
        };
    }

    /// <summary>A noisy pool with made-up beliefs and a committee of three.</summary>
    public static QueryContext Noise(int images, int classes, int[] labelled, long seed = 1)
    {
        var random = new Random(17);
        float[][] Beliefs() => [.. Enumerable.Range(0, images).Select(_ => Normalised([.. Enumerable.Range(0, classes).Select(_ => random.NextSingle() + 0.01f)]))];
        var latents = new FeatureMatrix([.. Enumerable.Range(0, images * 4).Select(_ => random.NextSingle() - 0.5f)], images, 4);
        return Believing(Beliefs(), latents, labelled, seed, Beliefs(), Beliefs(), Beliefs());
    }

    private static float[] Normalised(float[] values) => [.. values.Select(v => v / values.Sum())];
}
