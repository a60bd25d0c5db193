using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Access;
using EfficientMnist.Web.Layout;
using Grpc.Core;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Classifier = EfficientMnist.Contracts.V1.ClassifierService.ClassifierServiceClient;
using Store = EfficientMnist.Contracts.V1.DatasetStoreService.DatasetStoreServiceClient;

namespace EfficientMnist.Web.Inspection;

internal static class ImageEndpoints
{
    /// <summary>The parts of an image's page, the correction of its label, and the search for it.</summary>
    public static void MapImages(this WebApplication app)
    {
        var image = app.MapGroup("/runs/{id}/images/{sample:int}").RequireAntiforgery();
        image.MapGet("/view", (string id, int sample, Classifier classifier, Store store) => PartAsync<ImageView>(id, sample, classifier, store, inDrawer: true));
        image.MapGet("/prediction", (string id, int sample, Classifier classifier, Store store) => PartAsync<PredictionView>(id, sample, classifier, store));
        image.MapGet("/neighbours", (string id, int sample, Classifier classifier, Store store) => PartAsync<NeighboursView>(id, sample, classifier, store));
        image.MapGet("/mark", (string id, int sample, Classifier classifier, Store store) => PartAsync<MarkView>(id, sample, classifier, store));
        image.MapPost("/correct", CorrectAsync).DisableAntiforgery(); // The group checks, as everywhere; the form would be checked a second time.
        image.MapPost("/mark", MarkOneAsync).DisableAntiforgery(); // The group checks, as everywhere.
        var images = app.MapGroup("/runs/{id}/images").RequireAntiforgery();
        images.MapGet("", FindAsync);
        images.MapPost("/mark", MarkManyAsync);
        images.MapPost("/unmark", UnmarkAllAsync);
    }

    private static async Task<RazorComponentResult<TView>> PartAsync<TView>(string id, int sample, Classifier classifier, Store store, bool inDrawer = false)
        where TView : IComponent
    {
        var parameters = new Dictionary<string, object?> { [nameof(ImageView.Run)] = await PoolImage.RunOfAsync(classifier, store, id, sample), [nameof(ImageView.Sample)] = sample };
        if (inDrawer)
            parameters[nameof(ImageView.InDrawer)] = true;
        return new RazorComponentResult<TView>(parameters);
    }

    private static async Task<IResult> CorrectAsync(
        string id, int sample, [FromForm] string label, string? back, HttpContext context, Notice notice, LabelOracleService.LabelOracleServiceClient oracle)
    {
        try
        {
            await oracle.CorrectLabelAsync(Correction.Of(id, sample, label, context.User.Identity?.Name ?? ""));
            notice.Leave(context, "good", $"The label of image {sample} is corrected. A run that goes on learns from it; one that has ended does when you let it learn from corrections.");
        }
        catch (RpcException error)
        {
            notice.Leave(context, "bad", RpcText.Of(error));
        }
        var run = $"/runs/{Uri.EscapeDataString(id)}";
        return TypedResults.LocalRedirect(back == "errors" ? $"{run}/errors" : $"{run}/images/{sample}");
    }

    private static async Task<IResult> MarkOneAsync(string id, int sample, [FromForm] string mark, HttpContext context, Notice notice, Classifier classifier)
    {
        await MarkAsync(context, notice, classifier, new MarkImagesRequest { RunId = id, Mark = MarkText.Find(mark), SampleIds = { sample } });
        return TypedResults.LocalRedirect($"/runs/{Uri.EscapeDataString(id)}/images/{sample}");
    }

    private static async Task<IResult> UnmarkAllAsync(string id, HttpContext context, Notice notice, Classifier classifier)
    {
        await MarkAsync(context, notice, classifier, new MarkImagesRequest { RunId = id });
        return TypedResults.LocalRedirect($"/runs/{Uri.EscapeDataString(id)}/next");
    }

    private static async Task MarkAsync(HttpContext context, Notice notice, Classifier classifier, MarkImagesRequest request)
    {
        try
        {
            var (tone, message) = MarkText.Of(request, await classifier.MarkImagesAsync(request));
            notice.Leave(context, tone, message);
        }
        catch (RpcException error)
        {
            notice.Leave(context, "bad", RpcText.Of(error));
        }
    }

    // What is chosen on the map: more images than an address can name.
    private static async Task<IResult> MarkManyAsync(string id, [FromBody] MarkedSamples chosen, Classifier classifier)
    {
        try
        {
            var request = new MarkImagesRequest { RunId = id, Mark = MarkText.Find(chosen.Mark), SampleIds = { chosen.Samples } };
            var (tone, message) = MarkText.Of(request, await classifier.MarkImagesAsync(request));
            return TypedResults.Ok(new { tone, message });
        }
        catch (RpcException error)
        {
            return TypedResults.Problem(RpcText.Of(error), statusCode: StatusCodes.Status409Conflict);
        }
    }

    // By id, or by the end of the file's name.
    private static async Task<IResult> FindAsync(
        string id, string? q, HttpContext context, Notice notice, Classifier classifier, LabelOracleService.LabelOracleServiceClient oracle, Store store, CancellationToken cancellationToken)
    {
        var wanted = q?.Trim() ?? "";
        var run = $"/runs/{Uri.EscapeDataString(id)}";
        if (int.TryParse(wanted, out var sample) && sample >= 0)
            return TypedResults.LocalRedirect($"{run}/images/{sample}");
        var found = wanted.Length == 0 ? -1 : await ImageFiles.FindAsync(classifier, oracle, store, id, wanted, cancellationToken);
        if (found >= 0)
            return TypedResults.LocalRedirect($"{run}/images/{found}");
        notice.Leave(context, "warn", $"No image of the pool is called '{wanted}'. Search by id, or by the end of a file's name.");
        return TypedResults.LocalRedirect($"{run}/errors");
    }

    /// <summary>Images of a pool and what is wanted of them.</summary>
    private sealed record MarkedSamples(string Mark, IReadOnlyList<int> Samples);
}
