using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Access;
using Microsoft.AspNetCore.Mvc;
using Classifier = EfficientMnist.Contracts.V1.ClassifierService.ClassifierServiceClient;
using Oracle = EfficientMnist.Contracts.V1.LabelOracleService.LabelOracleServiceClient;

namespace EfficientMnist.Web.Labelling;

/// <summary>Images that the classifier takes for one class, answered together by whoever has looked at them.</summary>
internal static class GroupEndpoints
{
    public static void MapGroups(this WebApplication app)
    {
        var routes = app.MapGroup("/runs/{id}/label").RequireAntiforgery();
        routes.MapPost("/group", (string id, GroupRequest request, [FromHeader(Name = "X-Annotator")] string annotator, HttpContext context, Oracle oracle, Classifier classifier, CancellationToken cancellationToken) =>
            LabellingEndpoints.ActAsync(context, annotator, name => LabellingGroup.OfAsync(oracle, classifier, id, name, request, cancellationToken)));
        routes.MapPost("/group/answer", (string id, GroupAnswer request, [FromHeader(Name = "X-Annotator")] string annotator, HttpContext context, Oracle oracle, Classifier classifier, CancellationToken cancellationToken) =>
            LabellingEndpoints.ActAsync(context, annotator, name => AnswerAsync(oracle, classifier, id, name, request, cancellationToken)));
        routes.MapPost("/group/undo", (string id, int count, GroupRequest request, [FromHeader(Name = "X-Annotator")] string annotator, HttpContext context, Oracle oracle, Classifier classifier, CancellationToken cancellationToken) =>
            LabellingEndpoints.ActAsync(context, annotator, name => UndoAsync(oracle, classifier, id, name, count, request, cancellationToken)));
    }

    private static async Task<LabellingGroup> AnswerAsync(Oracle oracle, Classifier classifier, string id, string annotator, GroupAnswer request, CancellationToken cancellationToken)
    {
        var answered = await oracle.AnswerQuestionsAsync(
            new AnswerQuestionsRequest { RunId = id, Annotator = annotator, SampleIds = { request.Samples }, Label = request.Label }, cancellationToken: cancellationToken);
        var group = await LabellingGroup.OfAsync(oracle, classifier, id, annotator, new GroupRequest(null, request.Off), cancellationToken);
        return group with { Answered = answered.Entries.Count, LeftOut = [.. answered.LeftOut.Select(left => left.Reason)] };
    }

    private static async Task<LabellingGroup> UndoAsync(Oracle oracle, Classifier classifier, string id, string annotator, int count, GroupRequest request, CancellationToken cancellationToken)
    {
        await oracle.UndoAnswerAsync(new UndoAnswerRequest { RunId = id, Annotator = annotator, Count = count }, cancellationToken: cancellationToken);
        return await LabellingGroup.OfAsync(oracle, classifier, id, annotator, request, cancellationToken);
    }
}

/// <summary>Which class is to be shown.</summary>
/// <param name="Label">The class; null for the one that most open images are taken for.</param>
/// <param name="Off">Images that somebody has said are of another class than they are taken for.</param>
internal sealed record GroupRequest(int? Label, IReadOnlyList<int> Off);

/// <summary>Images that are all of one class.</summary>
internal sealed record GroupAnswer(int Label, IReadOnlyList<int> Samples, IReadOnlyList<int> Off);
