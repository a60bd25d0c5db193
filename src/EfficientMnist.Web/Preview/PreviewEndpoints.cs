using EfficientMnist.Contracts.V1;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EfficientMnist.Web.Preview;

internal static class PreviewEndpoints
{
    /// <summary>The batch itself, as a part of a page: choosing it takes a while.</summary>
    public static void MapPreview(this WebApplication app)
    {
        app.MapGet("/runs/{id}/next/batch", async (string id, string? strategy, ClassifierService.ClassifierServiceClient classifier) =>
        {
            var request = new PreviewBatchRequest { RunId = id };
            if (!string.IsNullOrEmpty(strategy))
                request.Options["strategy"] = strategy;
            var run = (await classifier.GetRunAsync(new GetRunRequest { RunId = id })).Run;
            return Part(request, run.Options.GetValueOrDefault("dataset", ""), hasColdStart: run.Given == 0);
        });
        app.MapGet("/preview/batch", async (HttpContext context, ClassifierService.ClassifierServiceClient classifier) =>
        {
            var request = new PreviewBatchRequest();
            foreach (var (name, value) in context.Request.Query)
                request.Options[name] = value.ToString();
            var described = new DescribeOptionsRequest();
            described.Options.Add(request.Options);
            var options = (await classifier.DescribeOptionsAsync(described)).Options;
            return Part(request, options.First(option => option.Name == "dataset").Value, hasColdStart: true);
        });
    }

    private static RazorComponentResult<BatchView> Part(PreviewBatchRequest request, string dataset, bool hasColdStart) =>
        new(new Dictionary<string, object?> { [nameof(BatchView.Request)] = request, [nameof(BatchView.Dataset)] = dataset, [nameof(BatchView.HasColdStart)] = hasColdStart });
}
