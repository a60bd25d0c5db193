using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.Features;

namespace EfficientMnist.Classifier.Projections;

/// <summary>A pool in two dimensions.</summary>
/// <param name="Info">What it shows.</param>
/// <param name="Points">[n, 2], in id order.</param>
internal sealed record Picture(ProjectionInfo Info, FeatureMatrix Points)
{
    private const int PointsPerMessage = 20_000;

    public IEnumerable<GetProjectionResponse> ToMessages()
    {
        yield return new GetProjectionResponse { Info = Info };
        for (var first = 0; first < Points.Rows; first += PointsPerMessage)
        {
            var ids = Enumerable.Range(first, Math.Min(PointsPerMessage, Points.Rows - first)).ToList();
            yield return new GetProjectionResponse
            {
                Points = new ProjectionPoints { SampleIds = { ids }, X = { ids.Select(id => Points[id, 0]) }, Y = { ids.Select(id => Points[id, 1]) } },
            };
        }
    }
}
