using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Layout;
using EfficientMnist.Web.Ledger;
using EfficientMnist.Web.Runs;

namespace EfficientMnist.Web.Labelling;

/// <summary>What an annotator has before them: an image, or none, how far the batch is, and the latest answers.</summary>
internal sealed record Desk
{
    private const int Remembered = 10;

    public DeskQuestion? Question { get; init; }

    public required DeskProgress Progress { get; init; }

    public required IReadOnlyList<DeskAnswer> Answers { get; init; }

    /// <summary>Claims the next image; asking again shows the same one.</summary>
    public static async Task<Desk> OfAsync(LabelOracleService.LabelOracleServiceClient oracle, string runId, string annotator, CancellationToken cancellationToken)
    {
        var claim = await oracle.ClaimQuestionAsync(new ClaimQuestionRequest { RunId = runId, Annotator = annotator }, cancellationToken: cancellationToken);
        var answers = await oracle.ListAnswersAsync(new ListAnswersRequest { RunId = runId, Annotator = annotator, Limit = Remembered }, cancellationToken: cancellationToken);
        return new Desk
        {
            Question = claim.Question is { } question ? new DeskQuestion(question.SampleId, question.File, Why(question), question.Skipped, question.LeasedUntil?.ToDateTimeOffset()) : null,
            Progress = DeskProgress.Of(claim.Progress),
            Answers = [.. answers.Entries.Select(entry => new DeskAnswer(entry.SampleId, entry.File, entry.Label, entry.Action == LedgerAction.Corrected))],
        };
    }

    private static string Why(Question question) => question.Purpose == QueryPurpose.Validate
        ? "to estimate the accuracy; nothing learns from it"
        : $"{RunText.Round(question.Round)}, rank {question.Rank} of {(question.Strategy.Length > 0 ? question.Strategy : LedgerText.Of(question.Purpose))}, score {Text.Score(question.Score)}";
}
