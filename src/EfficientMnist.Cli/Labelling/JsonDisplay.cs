using System.Text.Json.Nodes;
using EfficientMnist.Cli.Accounts;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Labelling;

/// <summary>One JSON object a line: <c>question</c>, <c>recorded</c>, <c>refused</c>, <c>waiting</c> or <c>ended</c>.</summary>
internal sealed class JsonDisplay(LabelledRun run, TextWriter output) : ILabelDisplay
{
    public void Begin(string help)
    {
    }

    public Task AskAsync(Question question, QueueProgress progress, CancellationToken cancellationToken)
    {
        Write("question", new JsonObject
        {
            ["sample_id"] = question.SampleId,
            ["file"] = question.File,
            ["purpose"] = question.Purpose.ToString().ToLowerInvariant(),
            ["strategy"] = question.Strategy,
            ["score"] = question.Score,
            ["rank"] = question.Rank,
            ["round"] = question.Round,
            ["skipped"] = question.Skipped,
            ["progress"] = ToJson(progress),
        });
        return Task.CompletedTask;
    }

    public void Recorded(LedgerEntry entry) => Write("recorded", run.Ledger.Row(entry));

    public void Refused(string reason) => Write("refused", reason);

    public void Wait(QueueProgress progress) => Write("waiting", ToJson(progress));

    public void End(QueueProgress progress) => Write("ended", ToJson(progress));

    private void Write(string what, JsonNode value)
    {
        output.WriteLine(new JsonObject { [what] = value }.ToJsonString());
        output.Flush();
    }

    private static JsonObject ToJson(QueueProgress progress) => new()
    {
        ["open"] = progress.Open,
        ["claimed"] = progress.Claimed,
        ["skipped"] = progress.Skipped,
        ["answered"] = progress.Answered,
        ["rejected"] = progress.Rejected,
        ["round"] = progress.Round,
        ["batch_total"] = progress.BatchTotal,
        ["batch_answered"] = progress.BatchAnswered,
        ["budget_limit"] = progress.Budget.Limit,
        ["budget_spent"] = progress.Budget.Spent,
        ["closed"] = progress.Closed,
    };
}
