using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Access;
using EfficientMnist.Web.Layout;
using EfficientMnist.Web.Runs;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace EfficientMnist.Web.Errors;

internal static class ErrorsEndpoints
{
    // Who corrects from this page rather than at the desk.
    private const string Annotator = "errors page";

    /// <summary>The parts of the page that take their time, and the correction of a suspected label.</summary>
    public static void MapErrors(this WebApplication app)
    {
        app.MapGet("/runs/{id}/errors/uncertain", async (string id, ClassifierService.ClassifierServiceClient classifier) =>
        {
            var run = (await classifier.GetRunAsync(new GetRunRequest { RunId = id })).Run;
            return new RazorComponentResult<UncertainView>(new Dictionary<string, object?>
            {
                [nameof(UncertainView.RunId)] = id,
                [nameof(UncertainView.Dataset)] = RunText.Option(run, "dataset"),
            });
        });
        app.MapGet("/runs/{id}/errors/suspects", async (string id, ClassifierService.ClassifierServiceClient classifier) =>
        {
            var run = (await classifier.GetRunAsync(new GetRunRequest { RunId = id })).Run;
            return new RazorComponentResult<SuspectsView>(new Dictionary<string, object?>
            {
                [nameof(SuspectsView.RunId)] = id,
                [nameof(SuspectsView.Dataset)] = RunText.Option(run, "dataset"),
                [nameof(SuspectsView.CanCorrect)] = RunText.IsHuman(run) && run.Result is null,
            });
        });
        app.MapGroup("/runs/{id}/errors").RequireAntiforgery().MapPost("/correct", async (
            string id, [FromForm] int sample, [FromForm] int label, HttpContext context, Notice notice, LabelOracleService.LabelOracleServiceClient oracle) =>
        {
            try
            {
                await oracle.CorrectLabelAsync(new CorrectLabelRequest { RunId = id, SampleId = sample, Label = label, Annotator = Annotator });
                notice.Leave(context, "good", $"The label of image {sample} is corrected. A run that goes on learns from it; one that has ended does when you let it learn from corrections.");
            }
            catch (RpcException error)
            {
                notice.Leave(context, "bad", RpcText.Of(error));
            }
            return TypedResults.LocalRedirect($"/runs/{Uri.EscapeDataString(id)}/errors");
        }).DisableAntiforgery(); // The group checks, as everywhere; the form would be checked a second time.
    }
}
