using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EfficientMnist.Classifier.Features;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Learning.Projection;
using EfficientMnist.Learning.Projection.Tsne;
using EfficientMnist.Learning.Projection.Umap;

namespace EfficientMnist.Classifier.Projections;

/// <summary>Which picture is wanted.</summary>
internal sealed record ProjectionPlan
{
    // Changes when the computation does, so that pictures of an older one are not taken for its own.
    private const int Version = 2;

    public required DatasetDescription Dataset { get; init; }

    public required string EncoderId { get; init; }

    public required ProjectionMethod Method { get; init; }

    /// <summary>0 for a method without chance.</summary>
    public required int Seed { get; init; }

    public required IProjection Projection { get; init; }

    /// <summary>The method's options, as text.</summary>
    public required string Settings { get; init; }

    /// <summary>Equal for equal pictures only.</summary>
    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{Version}|{Dataset.ContentHash}|{EncoderId}|{Method}|{Seed}|{Settings}"))))[..32];

    /// <exception cref="RefusalException">A value is out of its range, or there is no such method.</exception>
    public static ProjectionPlan From(GetProjectionRequest request, DatasetDescription dataset, string encoderId)
    {
        if (request.Neighbours < 0)
            throw Refusal.Invalid($"The neighbours are {request.Neighbours}; they must be 0 (the default) or more.");
        var plan = new ProjectionPlan { Dataset = dataset, EncoderId = encoderId, Method = request.Method, Seed = 0, Projection = new PcaProjection(), Settings = "" };
        switch (request.Method)
        {
            case ProjectionMethod.Pca:
                return plan;
            case ProjectionMethod.Unspecified or ProjectionMethod.Umap:
                var umap = new UmapOptions();
                umap = umap with
                {
                    Neighbours = request.Neighbours == 0 ? umap.Neighbours : request.Neighbours,
                    MinDistance = request.MinDistance ?? umap.MinDistance,
                };
                return plan with { Method = ProjectionMethod.Umap, Seed = request.Seed, Projection = new UmapProjection(umap), Settings = umap.ToString() };
            case ProjectionMethod.Tsne:
                var tsne = new TsneOptions();
                tsne = tsne with { Perplexity = request.Neighbours == 0 ? tsne.Perplexity : request.Neighbours };
                return plan with { Projection = new TsneProjection(tsne), Settings = tsne.ToString() };
            default:
                throw Refusal.Invalid($"There is no projection {request.Method}; there are PCA, UMAP and TSNE.");
        }
    }
}
