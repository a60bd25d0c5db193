using System.Globalization;
using EfficientMnist.Learning.Features;
using EfficientMnist.Learning.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Strategies;

/// <summary>
/// Images that would move the model far and in different directions (BADGE, Ash et al., 2020, arXiv 1906.03671): the
/// gradient of a last linear layer's loss, were the likeliest class right, is (p − one-hot) ⊗ latent; a k-means++ start
/// over these gradients picks long ones that are far from each other, among a random subset of the pool. Score: distance
/// to the nearest gradient picked before, for the first one its length.
/// </summary>
public sealed class BadgeStrategy : IQueryStrategy
{
    public string Name => "badge";

    public bool NeedsModel => true;

    public Selection Select(QueryContext context, int count, bool withUtilities)
    {
        ArgumentNullException.ThrowIfNull(context);
        var candidates = context.Candidates(count);
        if (candidates.Count == 0)
            return Selection.Nothing(withUtilities);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var latents = context.Latents.Select(candidates).ToTensor();             // [n, d]
        var errors = Errors(context.Believe(candidates));                        // [n, classes]
        var norms = (errors * errors).sum(1) * (latents * latents).sum(1);       // [n]
        // As the authors' program does, from the longest gradient on.
        var nearest = norms.data<float>().ToArray();
        var row = Array.IndexOf(nearest, nearest.Max());
        Pick[]? utilities = withUtilities ? [.. candidates.Select((id, at) => new Pick(id, Math.Sqrt(nearest[at])))] : null;
        var picks = new List<Pick>(count);
        var free = Enumerable.Repeat(true, candidates.Count).ToArray();
        while (true)
        {
            picks.Add(new Pick(candidates[row], Math.Sqrt(nearest[row])));
            free[row] = false;
            if (picks.Count == Math.Min(count, candidates.Count))
                return new Selection(picks, utilities);
            var distances = DistancesTo(row);
            for (var i = 0; i < nearest.Length; i++)
                nearest[i] = free[i] ? picks.Count == 1 ? distances[i] : Math.Min(nearest[i], distances[i]) : 0;
            row = context.Random.NextIndex(nearest);
            // All the rest coincides with what was picked.
            if (!free[row])
                row = Array.IndexOf(free, true);
        }

        // Inner products of outer products factorise; the gradients [n, classes · d] are never made.
        float[] DistancesTo(int centre)
        {
            using var step = NewDisposeScope();
            var products = errors.mv(errors.select(0, centre)) * latents.mv(latents.select(0, centre));
            return (norms + norms.select(0, centre) - 2 * products).clamp_min_(0).data<float>().ToArray();
        }
    }

    public string Explain(double score) => string.Create(CultureInfo.InvariantCulture, $"its gradient is {score:F3} from the nearest one picked");

    private static Tensor Errors(FeatureMatrix probabilities)
    {
        var best = tensor(Array.ConvertAll(probabilities.ArgMax(), c => (long)c)).unsqueeze(1);
        var p = probabilities.ToTensor();
        return p.scatter_add_(1, best, full_like(best, -1, ScalarType.Float32));
    }
}
