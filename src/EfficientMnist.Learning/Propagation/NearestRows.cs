using EfficientMnist.Learning.Features;
using TorchSharp;
using static TorchSharp.torch;

namespace EfficientMnist.Learning.Propagation;

/// <summary>The exact nearest rows of a matrix by Euclidean distance.</summary>
internal static class NearestRows
{
    private const int RowsAtOnce = 512;
    private const int ValuesAtOnce = 1 << 25;
    private const int GroupSize = 64;

    /// <summary>Of each row its nearest other rows.</summary>
    /// <param name="pool">[n, d].</param>
    /// <param name="neighbours">k, less than n.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <param name="progress">Told of the share done, 0 … 1.</param>
    /// <returns>Row-major [n, k]: indices and squared distances, the nearest first.</returns>
    public static (int[] Ids, float[] Distances) Within(FeatureMatrix pool, int neighbours, CancellationToken cancellationToken, Action<double>? progress = null) =>
        Find(pool, pool, neighbours, withoutSelf: true, progress, cancellationToken);

    /// <summary>Of each row the nearest rows of a pool.</summary>
    public static (int[] Ids, float[] Distances) Of(FeatureMatrix rows, FeatureMatrix pool, int neighbours, CancellationToken cancellationToken) =>
        Find(rows, pool, neighbours, withoutSelf: false, progress: null, cancellationToken);

    private static (int[] Ids, float[] Distances) Find(
        FeatureMatrix rows, FeatureMatrix pool, int neighbours, bool withoutSelf, Action<double>? progress, CancellationToken cancellationToken)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var groups = (pool.Rows + GroupSize - 1) / GroupSize;
        var padding = groups * GroupSize - pool.Rows;
        var padded = nn.functional.pad(pool.ToTensor(), [0, 0, 0, padding]);                         // [g·64, d]
        // Rows that only fill the last group are infinitely far away.
        var norms = (padded * padded).sum(1);
        norms.narrow(0, pool.Rows, padding).fill_(float.PositiveInfinity);
        var turned = padded.t().contiguous();

        var ids = new int[(long)rows.Rows * neighbours];
        var distances = new float[ids.Length];
        var atOnce = Math.Clamp(ValuesAtOnce / Math.Max(1, pool.Rows), 1, RowsAtOnce);
        for (var start = 0; start < rows.Rows; start += atOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var block = NewDisposeScope();
            var part = rows.ToTensor(start, Math.Min(atOnce, rows.Rows - start));
            // Minus the squared distance, but for the row's own norm, which changes no order.
            var closeness = part.matmul(turned).mul_(2).sub_(norms);                               // [b, g·64]
            if (withoutSelf)
                closeness.narrow(1, start, part.shape[0]).diagonal().fill_(float.NegativeInfinity);
            var (values, columns) = Largest(closeness, groups, neighbours);
            var squared = ((part * part).sum(1, keepdim: true) - values).clamp_min_(0);
            squared.contiguous().data<float>().CopyTo(distances, start * neighbours);
            columns.to(ScalarType.Int32).contiguous().data<int>().CopyTo(ids, start * neighbours);
            progress?.Invoke((double)(start + part.shape[0]) / rows.Rows);
        }
        return (ids, distances);
    }

    // The k largest of a row lie in the k groups with the largest maxima: sorting those is all the sorting there is.
    private static (Tensor Values, Tensor Columns) Largest(Tensor rows, int groups, int count)
    {
        var grouped = rows.view(-1, groups, GroupSize);
        var chosen = grouped.amax([2]).topk(Math.Min(count, groups), 1).indexes;                         // [b, k]
        var candidates = grouped.gather(1, chosen.unsqueeze(2).expand(-1, -1, GroupSize)).flatten(1);
        var (values, positions) = candidates.topk(count, 1);
        var group = chosen.gather(1, positions.div(GroupSize, RoundingMode.floor).to(ScalarType.Int64));
        return (values, group * GroupSize + positions.remainder(GroupSize));
    }
}
