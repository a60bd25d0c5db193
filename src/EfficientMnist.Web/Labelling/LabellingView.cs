using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Layout;
using EfficientMnist.Web.Ledger;
using EfficientMnist.Web.Runs;

namespace EfficientMnist.Web.Labelling;

/// <summary>What an annotator has before them: an image, or none, how far the batch is, and the latest answers.</summary>
internal sealed record LabellingView
{
    private const int Remembered = 10;

    public LabellingQuestion? Question { get; init; }

    public required LabellingProgress Progress { get; init; }

    public required IReadOnlyList<LabellingAnswer> Answers { get; init; }

    /// <summary>What the oracle has just answered, with the annotator's latest answers.</summary>
    public static async Task<LabellingView> OfAsync(
        LabelOracleService.LabelOracleServiceClient oracle, string runId, string annotator, Question? next, QueueProgress progress, CancellationToken cancellationToken)
    {
        var answers = await LatestAsync(oracle, runId, annotator, cancellationToken);
        return new LabellingView
        {
            Question = next is { } question ? new LabellingQuestion(question.SampleId, question.File, Why(question), question.Skipped, question.LeasedUntil?.ToDateTimeOffset()) : null,
            Progress = LabellingProgress.Of(progress),
            Answers = answers,
        };
    }

    /// <summary>The annotator's latest answers, newest first.</summary>
    public static async Task<IReadOnlyList<LabellingAnswer>> LatestAsync(
        LabelOracleService.LabelOracleServiceClient oracle, string runId, string annotator, CancellationToken cancellationToken)
    {
        var answers = await oracle.ListAnswersAsync(new ListAnswersRequest { RunId = runId, Annotator = annotator, Limit = Remembered }, cancellationToken: cancellationToken);
        return [.. answers.Entries.Select(LabellingAnswer.Of)];
    }

    private static string Why(Question question) => question.Second
        ? "somebody else has answered it; yours tells how far people agree"
        : question.Purpose == QueryPurpose.Validate
        ? "to estimate the accuracy; nothing learns from it"
        : question.Strategy == WantedImages.Strategy ? $"{Round(question)}, asked for by hand"
        : $"{Round(question)}, rank {question.Rank} of {(question.Strategy.Length > 0 ? question.Strategy : LedgerText.Of(question.Purpose))}, score {Text.Score(question.Score)}";

    private static string Round(Question question) => RunText.Round(question.Round, hasCold: question.Purpose == QueryPurpose.Seed);
}
