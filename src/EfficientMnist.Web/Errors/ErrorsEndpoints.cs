using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EfficientMnist.Web.Errors;

internal static class ErrorsEndpoints
{
    /// <summary>The parts of the page that take their time.</summary>
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
                [nameof(SuspectsView.HasColdStart)] = run.Given == 0,
                [nameof(SuspectsView.CanCorrect)] = RunText.IsHuman(run) && run.Result is null,
            });
        });
        app.MapGet("/runs/{id}/errors/cell", async (string id, int truth, int predicted, ClassifierService.ClassifierServiceClient classifier) =>
        {
            var run = (await classifier.GetRunAsync(new GetRunRequest { RunId = id })).Run;
            return new RazorComponentResult<CellView>(new Dictionary<string, object?>
            {
                [nameof(CellView.RunId)] = id,
                [nameof(CellView.Dataset)] = RunText.Option(run, "dataset"),
                [nameof(CellView.Truth)] = truth,
                [nameof(CellView.Predicted)] = predicted,
            });
        });
    }
}
