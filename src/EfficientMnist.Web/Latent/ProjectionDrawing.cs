using System.Runtime.InteropServices;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Latent;

/// <summary>The points of a projection as the browser draws them: numbers as bytes, little-endian, in Base64.</summary>
internal sealed record ProjectionDrawing
{
    public required string Encoder { get; init; }

    public required double Seconds { get; init; }

    /// <summary>PCA: share of the variance the axes hold; else 0.</summary>
    public required double Explained { get; init; }

    /// <summary>Images of the pool, of which the points may be a sample.</summary>
    public required int Pool { get; init; }

    /// <summary>32-bit whole numbers.</summary>
    public required byte[] Ids { get; init; }

    /// <summary>Pairs of 32-bit floats, scaled to -1 … 1 with the proportions kept.</summary>
    public required byte[] Positions { get; init; }

    public static ProjectionDrawing Of(ProjectionInfo info, IReadOnlyList<ProjectionPoints> chunks)
    {
        var count = chunks.Sum(chunk => chunk.SampleIds.Count);
        var (ids, positions) = (new int[count], new float[2 * count]);
        var half = Math.Max(Math.Max(info.MaxX - info.MinX, info.MaxY - info.MinY) / 2, float.Epsilon);
        var (x, y) = ((info.MinX + info.MaxX) / 2, (info.MinY + info.MaxY) / 2);
        var next = 0;
        foreach (var chunk in chunks)
        {
            for (var i = 0; i < chunk.SampleIds.Count; i++, next++)
            {
                ids[next] = chunk.SampleIds[i];
                positions[2 * next] = (chunk.X[i] - x) / half;
                positions[(2 * next) + 1] = (chunk.Y[i] - y) / half;
            }
        }
        return new ProjectionDrawing
        {
            Encoder = info.EncoderId,
            Seconds = info.Seconds,
            Explained = info.ExplainedVariance,
            Pool = info.PoolCount,
            Ids = MemoryMarshal.AsBytes<int>(ids).ToArray(),
            Positions = MemoryMarshal.AsBytes<float>(positions).ToArray(),
        };
    }
}
