using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Access;
using EfficientMnist.Web.Layout;
using Grpc.Core;
using Microsoft.AspNetCore.Mvc;
using Oracle = EfficientMnist.Contracts.V1.LabelOracleService.LabelOracleServiceClient;

namespace EfficientMnist.Web.Labelling;

/// <summary>What the labelling page calls. Every action answers with what is on the desk after it.</summary>
internal static class LabellingEndpoints
{
    private const int LongestName = 64;

    public static void MapLabelling(this WebApplication app)
    {
        var desk = app.MapGroup("/runs/{id}/label").RequireAntiforgery();
        desk.MapPost("/claim", (string id, [FromHeader(Name = "X-Annotator")] string annotator, Oracle oracle, CancellationToken cancellationToken) =>
            DeskAsync(oracle, id, annotator, name => ClaimAsync(oracle, id, name, cancellationToken), cancellationToken));
        desk.MapPost("/answer", (string id, int sample, int label, [FromHeader(Name = "X-Annotator")] string annotator, Oracle oracle, CancellationToken cancellationToken) =>
            DeskAsync(oracle, id, annotator, name => AnswerAsync(oracle, new AnswerQuestionRequest { RunId = id, SampleId = sample, Label = label, Annotator = name }, cancellationToken), cancellationToken));
        desk.MapPost("/skip", (string id, int sample, [FromHeader(Name = "X-Annotator")] string annotator, Oracle oracle, CancellationToken cancellationToken) =>
            DeskAsync(oracle, id, annotator, name => SkipAsync(oracle, new SkipQuestionRequest { RunId = id, SampleId = sample, Annotator = name }, cancellationToken), cancellationToken));
        desk.MapPost("/undo", (string id, [FromHeader(Name = "X-Annotator")] string annotator, Oracle oracle, CancellationToken cancellationToken) =>
            DeskAsync(oracle, id, annotator, name => UndoAsync(oracle, new UndoAnswerRequest { RunId = id, Annotator = name }, cancellationToken), cancellationToken));
        desk.MapPost("/correct", (string id, int sample, int label, [FromHeader(Name = "X-Annotator")] string annotator, Oracle oracle, CancellationToken cancellationToken) =>
            DeskAsync(oracle, id, annotator, name => CorrectAsync(oracle, new CorrectLabelRequest { RunId = id, SampleId = sample, Label = label, Annotator = name }, cancellationToken), cancellationToken));

        app.MapGet("/runs/{id}/label/queue", (string id, Oracle oracle, IHostApplicationLifetime lifetime, CancellationToken cancellationToken) =>
            TypedResults.ServerSentEvents(QueueAsync(oracle, id, lifetime.ApplicationStopping, cancellationToken)));
    }

    private static async Task<IResult> DeskAsync(Oracle oracle, string id, string annotator, Func<string, Task<(Question? Next, QueueProgress Progress)>> act, CancellationToken cancellationToken)
    {
        // Headers carry ASCII only, names do not.
        var name = Uri.UnescapeDataString(annotator).Trim();
        if (name.Length is 0 or > LongestName)
            return TypedResults.Problem($"Your name has {name.Length} letters; give 1 to {LongestName}.", statusCode: StatusCodes.Status400BadRequest);
        try
        {
            var (next, progress) = await act(name);
            return TypedResults.Ok(await Desk.OfAsync(oracle, id, name, next, progress, cancellationToken));
        }
        catch (RpcException error)
        {
            return TypedResults.Problem(RpcText.Of(error), statusCode: error.StatusCode == StatusCode.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status409Conflict);
        }
    }

    private static async Task<(Question? Next, QueueProgress Progress)> ClaimAsync(Oracle oracle, string id, string annotator, CancellationToken cancellationToken)
    {
        var claimed = await oracle.ClaimQuestionAsync(new ClaimQuestionRequest { RunId = id, Annotator = annotator }, cancellationToken: cancellationToken);
        return (claimed.Question, claimed.Progress);
    }

    private static async Task<(Question? Next, QueueProgress Progress)> AnswerAsync(Oracle oracle, AnswerQuestionRequest request, CancellationToken cancellationToken)
    {
        var answered = await oracle.AnswerQuestionAsync(request, cancellationToken: cancellationToken);
        return (answered.Next, answered.Progress);
    }

    private static async Task<(Question? Next, QueueProgress Progress)> SkipAsync(Oracle oracle, SkipQuestionRequest request, CancellationToken cancellationToken)
    {
        var skipped = await oracle.SkipQuestionAsync(request, cancellationToken: cancellationToken);
        return (skipped.Next, skipped.Progress);
    }

    private static async Task<(Question? Next, QueueProgress Progress)> UndoAsync(Oracle oracle, UndoAnswerRequest request, CancellationToken cancellationToken)
    {
        var undone = await oracle.UndoAnswerAsync(request, cancellationToken: cancellationToken);
        return (undone.Question, undone.Progress);
    }

    // A correction changes nothing of what is at hand.
    private static async Task<(Question? Next, QueueProgress Progress)> CorrectAsync(Oracle oracle, CorrectLabelRequest request, CancellationToken cancellationToken)
    {
        await oracle.CorrectLabelAsync(request, cancellationToken: cancellationToken);
        return await ClaimAsync(oracle, request.RunId, request.Annotator, cancellationToken);
    }

    private static async IAsyncEnumerable<SseItem<DeskProgress>> QueueAsync(
        Oracle oracle, string id, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        using var call = oracle.WatchQueue(new WatchQueueRequest { RunId = id }, cancellationToken: end.Token);
        while (await MoveNextAsync(call.ResponseStream, end.Token))
            yield return new SseItem<DeskProgress>(DeskProgress.Of(call.ResponseStream.Current.Progress), "queue");
    }

    // The browser asks again by itself where a stream ends, be it that the oracle is away.
    private static async Task<bool> MoveNextAsync(IAsyncStreamReader<WatchQueueResponse> stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken);
        }
        catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.NotFound)
        {
            return false;
        }
    }
}
