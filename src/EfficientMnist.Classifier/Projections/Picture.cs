using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Classifier.Projections;

/// <summary>A pool in two dimensions.</summary>
/// <param name="Info">What it shows.</param>
/// <param name="Points">[n, 2], in id order: of every image, or of a sample spread evenly over a large pool.</param>
internal sealed record Picture(ProjectionInfo Info, FeatureMatrix Points)
{
    /// <summary>A larger pool is drawn by a sample of at most so many: more points are neither told apart nor laid out in minutes.</summary>
    public const int MostPoints = 100_000;

    private const int PointsPerMessage = 20_000;

    public IEnumerable<GetProjectionResponse> ToMessages()
    {
        yield return new GetProjectionResponse { Info = Info };
        foreach (var rows in EvenSample.Of(Info.PoolCount, MostPoints).Index().Chunk(PointsPerMessage))
        {
            yield return new GetProjectionResponse
            {
                Points = new ProjectionPoints { SampleIds = { rows.Select(row => row.Item) }, X = { rows.Select(row => Points[row.Index, 0]) }, Y = { rows.Select(row => Points[row.Index, 1]) } },
            };
        }
    }
}
