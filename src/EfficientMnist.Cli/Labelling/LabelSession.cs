using EfficientMnist.Cli.Accounts;
using EfficientMnist.Contracts.V1;
using Grpc.Core;

namespace EfficientMnist.Cli.Labelling;

/// <summary>Image after image until the run has ended or the annotator leaves.</summary>
internal sealed class LabelSession(LabelOracleService.LabelOracleServiceClient oracle, LabelledRun run, string annotator, IReplies replies, ILabelDisplay display)
{
    /// <summary>Returns the exit code.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        display.Begin(replies.Help);
        var now = await ClaimAsync(cancellationToken);
        while (true)
        {
            if (now.Question is { } question)
            {
                await display.AskAsync(question, now.Progress, cancellationToken);
                var reply = await replies.ReadAsync(cancellationToken);
                if (reply is Reply.Leave)
                    break;
                now = await RecordAsync(now, question, reply, cancellationToken);
            }
            else if (now.Progress.Closed || !await WaitAsync(now.Progress, cancellationToken))
            {
                break;
            }
            else
            {
                now = await ClaimAsync(cancellationToken);
            }
        }
        display.End(now.Progress);
        return 0;
    }

    private async Task<Turn> ClaimAsync(CancellationToken cancellationToken)
    {
        var claimed = await oracle.ClaimQuestionAsync(new ClaimQuestionRequest { RunId = run.Id, Annotator = annotator }, cancellationToken: cancellationToken);
        return new Turn(claimed.Question, claimed.Progress);
    }

    private async Task<Turn> RecordAsync(Turn now, Question question, Reply reply, CancellationToken cancellationToken)
    {
        if (reply is Reply.Unknown unknown)
        {
            display.Refused($"'{unknown.Text}' is no class. {replies.Help}");
            return now;
        }
        try
        {
            var (entry, next) = await RecordedAsync(question, reply, cancellationToken);
            display.Recorded(entry);
            return next;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.FailedPrecondition)
        {
            // Nothing to undo, or the lease has run out and another has the image.
            display.Refused(error.Status.Detail);
            return await ClaimAsync(cancellationToken);
        }
    }

    private async Task<(LedgerEntry Entry, Turn Next)> RecordedAsync(Question question, Reply reply, CancellationToken cancellationToken)
    {
        switch (reply)
        {
            case Reply.Label(var label):
                var answered = await oracle.AnswerQuestionAsync(
                    new AnswerQuestionRequest { RunId = run.Id, SampleId = question.SampleId, Label = label, Annotator = annotator }, cancellationToken: cancellationToken);
                return (answered.Entry, new Turn(answered.Next, answered.Progress));
            case Reply.Reject(var reason):
                var rejected = await oracle.AnswerQuestionAsync(
                    new AnswerQuestionRequest { RunId = run.Id, SampleId = question.SampleId, Reject = reason, Annotator = annotator }, cancellationToken: cancellationToken);
                return (rejected.Entry, new Turn(rejected.Next, rejected.Progress));
            case Reply.Skip:
                var skipped = await oracle.SkipQuestionAsync(
                    new SkipQuestionRequest { RunId = run.Id, SampleId = question.SampleId, Annotator = annotator }, cancellationToken: cancellationToken);
                return (skipped.Entry, new Turn(skipped.Next, skipped.Progress));
            case Reply.Undo:
                var undone = await oracle.UndoAnswerAsync(new UndoAnswerRequest { RunId = run.Id, Annotator = annotator }, cancellationToken: cancellationToken);
                return (undone.Entry, new Turn(undone.Question, undone.Progress));
            default:
                throw new InvalidOperationException($"Nothing is recorded for {reply}.");
        }
    }

    // Until an image is free for this annotator; false where the run has ended.
    private async Task<bool> WaitAsync(QueueProgress before, CancellationToken cancellationToken)
    {
        display.Wait(before);
        using var watch = oracle.WatchQueue(new WatchQueueRequest { RunId = run.Id }, cancellationToken: cancellationToken);
        await foreach (var update in watch.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (update.Progress.Open > update.Progress.Claimed || update.Progress.SecondOpen > before.SecondOpen)
                return true;
        }
        return false;
    }

    // The image at hand, none where there is nothing to label now, and how far the run is.
    private readonly record struct Turn(Question? Question, QueueProgress Progress);
}
