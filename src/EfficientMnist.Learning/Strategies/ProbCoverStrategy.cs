using System.Globalization;
using EfficientMnist.Learning.Clustering;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Strategies;

/// <summary>
/// Covers as much of the pool as it can with balls of one radius δ around labelled images (ProbCover, Yehuda et al.,
/// 2022, arXiv 2205.11320): again and again the image with the most images not yet covered within δ. δ is the largest
/// radius at which 95 % of the balls hold images of one pseudo-label only, the pseudo-labels being k-means clusters, as
/// many as classes. Looks at 10,000 images at most. Score: the images newly covered, its own included.
/// </summary>
public sealed class ProbCoverStrategy : IQueryStrategy
{
    private const double Purity = 0.95;
    private const int LargestPart = 10_000;
    private const int RowsAtOnce = 500;
    private const float Identical = 1 - 1e-6f;

    public string Name => "prob_cover";

    public bool NeedsModel => false;

    public Selection Select(QueryContext context, int count, bool withUtilities)
    {
        ArgumentNullException.ThrowIfNull(context);
        var ids = context.Draw(count == 0 ? 0 : Math.Max(LargestPart, count));
        count = Math.Min(count, ids.Count);
        if (count == 0)
            return Selection.Nothing(withUtilities);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        // Of unit length: images are within δ where their inner product reaches 1 − δ²/2.
        var points = context.UnitLatents(ids);                                   // [n, d]
        var threshold = Threshold(points, context);
        var balls = Balls(points, threshold);
        var closest = SimilarityToLabelled(points, context);
        var uncovered = balls.Mask(row => closest[row] < threshold);

        Pick[]? utilities = withUtilities ? [.. ids.Select((id, row) => new Pick(id, balls.CountIn(row, uncovered)))] : null;
        var picks = new List<Pick>(count);
        var free = Enumerable.Range(0, ids.Count).ToList();
        while (picks.Count < count)
        {
            // The first of equals; once all is covered, any.
            var best = free.MaxBy(row => balls.CountIn(row, uncovered));
            picks.Add(new Pick(ids[best], balls.CountIn(best, uncovered)));
            balls.Remove(best, uncovered);
            free.Remove(best);
        }
        return new Selection(picks, utilities);
    }

    public string Explain(double score) =>
        score > 0 ? string.Create(CultureInfo.InvariantCulture, $"covers {score:F0} images like it that none covers yet") : "everything is covered";

    /// <summary>The ball of an image is pure up to its distance from the nearest image of another pseudo-label, so δ is a quantile of these distances.</summary>
    private static float Threshold(Tensor points, QueryContext context)
    {
        var (assigned, _) = KMeans.Cluster(points, (int)Math.Min(context.Classes, points.shape[0]), context.Random);
        var pseudo = tensor(assigned);
        List<float> foreign = [];
        ForEachPart(points, points, (start, products) =>
        {
            var same = pseudo.narrow(0, start, products.shape[0]).unsqueeze(1).eq(pseudo.unsqueeze(0));
            foreign.AddRange(products.masked_fill_(same, -1).amax([1]).data<float>());
        });
        foreign.Sort();
        return Math.Min(MathF.BitIncrement(foreign[(int)Math.Ceiling(Purity * foreign.Count) - 1]), Identical);
    }

    private static BitMatrix Balls(Tensor points, float threshold)
    {
        var balls = new BitMatrix((int)points.shape[0]);
        ForEachPart(points, points, (start, products) =>
        {
            var values = products.data<float>().ToArray();
            for (var row = 0; row < products.shape[0]; row++)
                balls.Set((int)start + row, values.AsSpan(row * balls.Size, balls.Size), threshold);
        });
        return balls;
    }

    private static float[] SimilarityToLabelled(Tensor points, QueryContext context)
    {
        var closest = full(points.shape[0], float.NegativeInfinity);
        if (context.Labelled.Count > 0)
            ForEachPart(context.UnitLatents(context.Labelled), points, (_, products) => closest.copy_(closest.maximum(products.amax([0]))));
        return closest.data<float>().ToArray();
    }

    /// <summary>Inner products of all pairs, some rows of the left side at a time.</summary>
    private static void ForEachPart(Tensor left, Tensor right, Action<long, Tensor> use)
    {
        for (long start = 0; start < left.shape[0]; start += RowsAtOnce)
        {
            using var part = NewDisposeScope();
            use(start, left.narrow(0, start, Math.Min(RowsAtOnce, left.shape[0] - start)).matmul(right.t()));
        }
    }
}
