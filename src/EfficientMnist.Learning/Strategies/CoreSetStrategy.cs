using System.Globalization;
using EfficientMnist.Learning.Features;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Strategies;

/// <summary>
/// Greedy k-centre in the latent space (Sener and Savarese, 2018, arXiv 1708.00489): again and again the image farthest
/// from everything that has a label or was picked, among a random subset of the pool. Score: that distance, in latents
/// of unit length; 0 for the first image of a run, which is drawn at random.
/// </summary>
public sealed class CoreSetStrategy : IQueryStrategy
{
    private const int LabelledAtOnce = 1_024;
    // Below every squared distance.
    private const float Picked = -1;

    public string Name => "core_set";

    public bool NeedsModel => false;

    public Selection Select(QueryContext context, int count, bool withUtilities)
    {
        ArgumentNullException.ThrowIfNull(context);
        var candidates = context.Candidates(count);
        if (candidates.Count == 0)
            return Selection.Nothing(withUtilities);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var points = context.UnitLatents(candidates);                            // [n, d]
        var nearest = Enumerable.Repeat(float.PositiveInfinity, candidates.Count).ToArray();
        foreach (var labelled in context.Labelled.Chunk(LabelledAtOnce))
            Approach(nearest, points, context.UnitLatents(labelled));

        // Before the first label every distance is infinite, and no image is wanted more than another.
        double Score(int row) => float.IsPositiveInfinity(nearest[row]) ? 0 : Math.Sqrt(nearest[row]);
        Pick[]? utilities = withUtilities ? [.. candidates.Select((id, row) => new Pick(id, Score(row)))] : null;
        var picks = new List<Pick>(count);
        while (picks.Count < Math.Min(count, candidates.Count))
        {
            var isFirst = picks.Count == 0 && context.Labelled.Count == 0;
            var row = isFirst ? context.Random.Next(candidates.Count) : Array.IndexOf(nearest, nearest.Max());
            picks.Add(new Pick(candidates[row], Score(row)));
            Approach(nearest, points, points.narrow(0, row, 1));
            nearest[row] = Picked;
        }
        return new Selection(picks, utilities);
    }

    public string Explain(double score) =>
        score > 0 ? string.Create(CultureInfo.InvariantCulture, $"{score:F3} from the nearest image that is labelled or picked") : "a place to start from";

    private static void Approach(float[] nearest, Tensor points, Tensor centres)
    {
        using var scope = NewDisposeScope();
        var distances = MatrixTensors.SquaredDistances(points, centres).amin([1]).data<float>().ToArray();
        for (var row = 0; row < nearest.Length; row++)
            nearest[row] = Math.Min(nearest[row], distances[row]);
    }
}
