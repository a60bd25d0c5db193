using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Access;
using EfficientMnist.Web.Inspection;
using EfficientMnist.Web.Layout;
using EfficientMnist.Web.Runs;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Classifier = EfficientMnist.Contracts.V1.ClassifierService.ClassifierServiceClient;
using Oracle = EfficientMnist.Contracts.V1.LabelOracleService.LabelOracleServiceClient;
using Trainer = EfficientMnist.Contracts.V1.EncoderTrainerService.EncoderTrainerServiceClient;

namespace EfficientMnist.Web.Labelling;

/// <summary>What the labelling page calls. Every action answers with what the annotator has before them then.</summary>
internal static class LabellingEndpoints
{
    private const int LongestName = 64;
    private const int MostAnswers = 1_000;
    private const int Similar = 8;

    public static void MapLabelling(this WebApplication app)
    {
        var routes = app.MapGroup("/runs/{id}/label").RequireAntiforgery();
        routes.MapPost("/claim", (string id, [FromHeader(Name = "X-Annotator")] string annotator, HttpContext context, Oracle oracle, CancellationToken cancellationToken) =>
            ViewAsync(context, oracle, id, annotator, name => ClaimAsync(oracle, id, name, cancellationToken), cancellationToken));
        routes.MapPost("/answer", (string id, int sample, int label, [FromHeader(Name = "X-Annotator")] string annotator, HttpContext context, Oracle oracle, CancellationToken cancellationToken) =>
            ViewAsync(context, oracle, id, annotator, name => AnswerAsync(oracle, new AnswerQuestionRequest { RunId = id, SampleId = sample, Label = label, Annotator = name }, cancellationToken), cancellationToken));
        routes.MapPost("/reject", (string id, int sample, string reason, [FromHeader(Name = "X-Annotator")] string annotator, HttpContext context, Oracle oracle, CancellationToken cancellationToken) =>
            ViewAsync(context, oracle, id, annotator, name => AnswerAsync(oracle, new AnswerQuestionRequest { RunId = id, SampleId = sample, Reject = Reason(reason), Annotator = name }, cancellationToken), cancellationToken));
        routes.MapPost("/skip", (string id, int sample, [FromHeader(Name = "X-Annotator")] string annotator, HttpContext context, Oracle oracle, CancellationToken cancellationToken) =>
            ViewAsync(context, oracle, id, annotator, name => SkipAsync(oracle, new SkipQuestionRequest { RunId = id, SampleId = sample, Annotator = name }, cancellationToken), cancellationToken));
        routes.MapPost("/undo", (string id, [FromHeader(Name = "X-Annotator")] string annotator, HttpContext context, Oracle oracle, CancellationToken cancellationToken) =>
            ViewAsync(context, oracle, id, annotator, name => UndoAsync(oracle, new UndoAnswerRequest { RunId = id, Annotator = name }, cancellationToken), cancellationToken));
        routes.MapPost("/correct", (string id, int sample, string label, [FromHeader(Name = "X-Annotator")] string annotator, HttpContext context, Oracle oracle, CancellationToken cancellationToken) =>
            ViewAsync(context, oracle, id, annotator, name => CorrectAsync(oracle, Correction.Of(id, sample, label, name), cancellationToken), cancellationToken));

        routes.MapGet("/answers", AnswersAsync);
        routes.MapGet("/guess", GuessAsync);
        routes.MapGet("/similar", SimilarAsync);
        routes.MapPost("/invite", InviteAsync);
        app.MapGet("/runs/{id}/label/queue", (string id, Oracle oracle, IHostApplicationLifetime lifetime, CancellationToken cancellationToken) =>
            TypedResults.ServerSentEvents(QueueAsync(oracle, id, lifetime.ApplicationStopping, cancellationToken)));
    }

    private static Task<IResult> ViewAsync(HttpContext context, Oracle oracle, string id, string annotator, Func<string, Task<(Question? Next, QueueProgress Progress)>> act, CancellationToken cancellationToken) =>
        ActAsync(context, annotator, async name =>
        {
            var (next, progress) = await act(name);
            return await LabellingView.OfAsync(oracle, id, name, next, progress, cancellationToken);
        });

    /// <summary>Does something under the annotator's name, and answers with what came of it or why it was refused.</summary>
    public static async Task<IResult> ActAsync<T>(HttpContext context, string annotator, Func<string, Task<T>> act)
    {
        // Headers carry ASCII only, names do not; who was invited has the name of the invitation.
        var name = Annotator.Of(context.User)?.Name ?? Uri.UnescapeDataString(annotator).Trim();
        return name.Length is 0 or > LongestName
            ? TypedResults.Problem($"Your name has {name.Length} letters; give 1 to {LongestName}.", statusCode: StatusCodes.Status400BadRequest)
            : await AnsweredAsync(() => act(name));
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

    // The oracle refuses what is no reason.
    private static RejectReason Reason(string reason) => RejectNames.Find(reason) ?? RejectReason.Unspecified;

    // A correction changes nothing of what is at hand.
    private static async Task<(Question? Next, QueueProgress Progress)> CorrectAsync(Oracle oracle, CorrectLabelRequest request, CancellationToken cancellationToken)
    {
        await oracle.CorrectLabelAsync(request, cancellationToken: cancellationToken);
        return await ClaimAsync(oracle, request.RunId, request.Annotator, cancellationToken);
    }

    // Everybody's, newest first.
    private static Task<IResult> AnswersAsync(string id, Oracle oracle, CancellationToken cancellationToken) => AnsweredAsync(async () =>
    {
        var answers = await oracle.ListAnswersAsync(new ListAnswersRequest { RunId = id, Limit = MostAnswers }, cancellationToken: cancellationToken);
        return answers.Entries.Select(LabellingAnswer.Of);
    });

    // What the latest classifier takes the image for.
    private static Task<IResult> GuessAsync(string id, int sample, Classifier classifier, CancellationToken cancellationToken) => AnsweredAsync(async () =>
    {
        using var call = classifier.StreamPoolState(new StreamPoolStateRequest { RunId = id }, cancellationToken: cancellationToken);
        await foreach (var part in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (part.SampleIds.IndexOf(sample) is >= 0 and var at)
                return new { Label = part.Predicted[at], Confidence = part.Confidence[at] };
        }
        return new { Label = -1, Confidence = 0f };
    });

    // The closest of the images that are labelled.
    private static Task<IResult> SimilarAsync(string id, int sample, Oracle oracle, Classifier classifier, Trainer trainer, CancellationToken cancellationToken) => AnsweredAsync(async () =>
    {
        var run = (await classifier.GetRunAsync(new GetRunRequest { RunId = id }, cancellationToken: cancellationToken)).Run;
        var answers = await oracle.ListAnswersAsync(new ListAnswersRequest { RunId = id, Limit = MostAnswers }, cancellationToken: cancellationToken);
        var labels = answers.Entries.Where(entry => entry.Label >= 0).ToDictionary(entry => entry.SampleId, entry => entry.Label);
        var closest = await Neighbours.OfAsync(trainer, run.EncoderId, RunText.Option(run, "dataset"), sample, Similar, labels.ContainsKey, cancellationToken);
        return closest.Select(pair => new LabellingAnswer(pair.Sample, "", labels[pair.Sample], Reject: "", Corrected: false));
    });

    private static async Task<IResult> InviteAsync(string id, string name, HttpContext context, Invitations invitations, Classifier classifier)
    {
        name = name.Trim();
        if (name.Length is 0 or > LongestName)
            return TypedResults.Problem($"The name has {name.Length} letters; give 1 to {LongestName}.", statusCode: StatusCodes.Status400BadRequest);
        return await AnsweredAsync(async () =>
        {
            var run = (await classifier.GetRunAsync(new GetRunRequest { RunId = id })).Run;
            var request = context.Request;
            return new { Link = $"{request.Scheme}://{request.Host}{invitations.Address(new Annotator(id, RunText.Option(run, "dataset"), name))}" };
        });
    }

    private static async Task<IResult> AnsweredAsync<T>(Func<Task<T>> answer)
    {
        try
        {
            return TypedResults.Ok(await answer());
        }
        catch (RpcException error)
        {
            return Refused(error);
        }
    }

    private static ProblemHttpResult Refused(RpcException error) =>
        TypedResults.Problem(RpcText.Of(error), statusCode: error.StatusCode == StatusCode.Unavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status409Conflict);

    private static async IAsyncEnumerable<SseItem<LabellingProgress>> QueueAsync(
        Oracle oracle, string id, CancellationToken stopping, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        using var call = oracle.WatchQueue(new WatchQueueRequest { RunId = id }, cancellationToken: end.Token);
        while (await MoveNextAsync(call.ResponseStream, end.Token))
            yield return new SseItem<LabellingProgress>(LabellingProgress.Of(call.ResponseStream.Current.Progress), "queue");
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
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
