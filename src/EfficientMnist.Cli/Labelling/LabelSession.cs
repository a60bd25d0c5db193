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
        while (true)
        {
            var claimed = await oracle.ClaimQuestionAsync(new ClaimQuestionRequest { RunId = run.Id, Annotator = annotator }, cancellationToken: cancellationToken);
            if (claimed.Question is { } question)
            {
                await display.AskAsync(question, claimed.Progress, cancellationToken);
                var reply = await replies.ReadAsync(cancellationToken);
                if (reply is Reply.Leave)
                {
                    display.End(claimed.Progress);
                    return 0;
                }
                await RecordAsync(question, reply, cancellationToken);
            }
            else if (claimed.Progress.Closed || !await WaitAsync(claimed.Progress, cancellationToken))
            {
                display.End(claimed.Progress);
                return 0;
            }
        }
    }

    private async Task RecordAsync(Question question, Reply reply, CancellationToken cancellationToken)
    {
        try
        {
            if (reply is Reply.Unknown unknown)
                display.Refused($"'{unknown.Text}' is no class. {replies.Help}");
            else
                display.Recorded(await RecordedAsync(question, reply, cancellationToken));
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.FailedPrecondition)
        {
            // Nothing to undo, or the lease has run out and another has the image.
            display.Refused(error.Status.Detail);
        }
    }

    private async Task<LedgerEntry> RecordedAsync(Question question, Reply reply, CancellationToken cancellationToken) => reply switch
    {
        Reply.Label(var label) => (await oracle.AnswerQuestionAsync(
            new AnswerQuestionRequest { RunId = run.Id, SampleId = question.SampleId, Label = label, Annotator = annotator }, cancellationToken: cancellationToken)).Entry,
        Reply.Skip => (await oracle.SkipQuestionAsync(
            new SkipQuestionRequest { RunId = run.Id, SampleId = question.SampleId, Annotator = annotator }, cancellationToken: cancellationToken)).Entry,
        Reply.Undo => (await oracle.UndoAnswerAsync(new UndoAnswerRequest { RunId = run.Id, Annotator = annotator }, cancellationToken: cancellationToken)).Entry,
        _ => throw new InvalidOperationException($"Nothing is recorded for {reply}."),
    };

    // Until an image is free for this annotator; false where the run has ended.
    private async Task<bool> WaitAsync(QueueProgress before, CancellationToken cancellationToken)
    {
        display.Wait(before);
        using var watch = oracle.WatchQueue(new WatchQueueRequest { RunId = run.Id }, cancellationToken: cancellationToken);
        await foreach (var update in watch.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (update.Progress.Open > update.Progress.Claimed)
                return true;
        }
        return false;
    }
}
