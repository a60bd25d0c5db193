using EfficientMnist.Contracts.V1;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EfficientMnist.Web.Latent.Pictures;

internal static class PictureEndpoints
{
    /// <summary>The parts of the pages that wait for the encoder.</summary>
    public static void MapPictures(this WebApplication app)
    {
        var group = app.MapGroup("/runs/{id}/latent/pictures");
        group.MapGet("/reconstructions", (string id, ClassifierService.ClassifierServiceClient classifier, int seed = 0) => ViewAsync<ReconstructionsView>(id, classifier, seed));
        group.MapGet("/samples", (string id, ClassifierService.ClassifierServiceClient classifier, int seed = 0) => ViewAsync<SamplesView>(id, classifier, seed));
        group.MapGet("/interpolation", (string id, ClassifierService.ClassifierServiceClient classifier, int seed = 0) => ViewAsync<InterpolationView>(id, classifier, seed));
        group.MapGet("/curves", (string id, ClassifierService.ClassifierServiceClient classifier) => ViewAsync<CurvesView>(id, classifier, seed: null));
    }

    private static async Task<RazorComponentResult<TView>> ViewAsync<TView>(string id, ClassifierService.ClassifierServiceClient classifier, int? seed)
        where TView : IComponent
    {
        var parameters = new Dictionary<string, object?> { ["Run"] = (await classifier.GetRunAsync(new GetRunRequest { RunId = id })).Run };
        if (seed is { } drawn)
            parameters["Seed"] = drawn;
        return new RazorComponentResult<TView>(parameters);
    }
}
