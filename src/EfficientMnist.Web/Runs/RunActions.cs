using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Access;
using EfficientMnist.Web.Layout;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace EfficientMnist.Web.Runs;

/// <summary>What can be done to a run: forms with the antiforgery token, which lead back to its page.</summary>
internal static class RunActions
{
    public static void MapRunActions(this WebApplication app)
    {
        var run = app.MapGroup("/runs/{id}").RequireAntiforgery();
        run.MapPost("/stop", (string id, HttpContext context, Notice notice, ClassifierService.ClassifierServiceClient classifier) =>
            ActAsync(id, context, notice, "The run stops after the step at hand.", () => classifier.StopRunAsync(new StopRunRequest { RunId = id })));
        run.MapPost("/resume", (string id, HttpContext context, Notice notice, ClassifierService.ClassifierServiceClient classifier) =>
            ActAsync(id, context, notice, "The run goes on where it stopped.", () => classifier.ResumeRunAsync(new ResumeRunRequest { RunId = id })));
        run.MapPost("/relearn", (string id, HttpContext context, Notice notice, ClassifierService.ClassifierServiceClient classifier) =>
            ActAsync(id, context, notice, "The run learns again, from the labels as they are now.", () => classifier.RelearnRunAsync(new RelearnRunRequest { RunId = id })));
        run.MapPost("/archive", (string id, HttpContext context, Notice notice, ClassifierService.ClassifierServiceClient classifier) =>
            ActAsync(id, context, notice, "The run is archived: lists show it where archived runs are asked for.", () => classifier.ArchiveRunAsync(new ArchiveRunRequest { RunId = id })));
        run.MapPost("/unarchive", (string id, HttpContext context, Notice notice, ClassifierService.ClassifierServiceClient classifier) =>
            ActAsync(id, context, notice, "The run is in the lists again.", () => classifier.ArchiveRunAsync(new ArchiveRunRequest { RunId = id, Undo = true })));
        run.MapPost("/describe", (string id, [FromForm] string? title, [FromForm] string? tags, [FromForm] string? notes, HttpContext context, Notice notice, ClassifierService.ClassifierServiceClient classifier) =>
            ActAsync(id, context, notice, "The run is described so from now on.", () => classifier.DescribeRunAsync(Description(id, title, tags, notes)))).DisableAntiforgery(); // The group checks, as everywhere.
        run.MapPost("/delete", async (string id, HttpContext context, Notice notice, ClassifierService.ClassifierServiceClient classifier) =>
            await IsDoneAsync(context, notice, "The run is deleted.", () => classifier.DeleteRunAsync(new DeleteRunRequest { RunId = id })) ? TypedResults.LocalRedirect("/runs") : BackTo(id));
        run.MapPost("/extend", (string id, [FromForm] int labels, [FromForm] long? money, HttpContext context, Notice notice, ClassifierService.ClassifierServiceClient classifier) =>
            ActAsync(id, context, notice, $"The run goes on, up to {labels} labels.", () => classifier.ExtendRunAsync(new ExtendRunRequest { RunId = id, Labels = labels, Money = money ?? 0 }))).DisableAntiforgery(); // The group checks, as everywhere.
    }

    private static DescribeRunRequest Description(string id, string? title, string? tags, string? notes) => new()
    {
        RunId = id,
        Description = new RunDescription { Title = title ?? "", Tags = { (tags ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) }, Notes = notes ?? "" },
    };

    private static async Task<IResult> ActAsync<T>(string id, HttpContext context, Notice notice, string done, Func<AsyncUnaryCall<T>> call)
    {
        await IsDoneAsync(context, notice, done, call);
        return BackTo(id);
    }

    private static async Task<bool> IsDoneAsync<T>(HttpContext context, Notice notice, string done, Func<AsyncUnaryCall<T>> call)
    {
        try
        {
            await call();
            notice.Leave(context, "good", done);
            return true;
        }
        catch (RpcException error)
        {
            notice.Leave(context, "bad", RpcText.Of(error));
            return false;
        }
    }

    private static RedirectHttpResult BackTo(string id) => TypedResults.LocalRedirect($"/runs/{Uri.EscapeDataString(id)}");
}
