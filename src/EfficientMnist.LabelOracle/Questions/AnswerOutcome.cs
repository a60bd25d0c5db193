using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Entries;

namespace EfficientMnist.LabelOracle.Questions;

/// <summary>What came of an annotator's doing. All but <see cref="Recorded"/> leave the ledger as it was.</summary>
internal abstract record AnswerOutcome
{
    /// <summary>It is in the ledger, now or from before.</summary>
    internal sealed record Recorded(LedgerRow Row, Question Question, QueueProgress Progress, bool Replayed) : AnswerOutcome;

    internal sealed record UnknownRun(RunId Run) : AnswerOutcome;

    /// <summary>The labels of the run come from its data set.</summary>
    internal sealed record NobodyAsked(RunId Run) : AnswerOutcome;

    internal sealed record RunClosed(RunId Run, DateTimeOffset ClosedAt) : AnswerOutcome;

    /// <summary>A label that is changed now could be changed in the light of the result.</summary>
    internal sealed record RunGraded(RunId Run) : AnswerOutcome;

    internal sealed record NotAsked(RunId Run, SampleId Sample) : AnswerOutcome;

    /// <summary>Another annotator is at the image.</summary>
    internal sealed record Held(SampleId Sample, string Holder) : AnswerOutcome;

    /// <summary>The image has an answer already.</summary>
    internal sealed record AnsweredBefore(SampleId Sample, string Annotator) : AnswerOutcome;

    /// <summary>There is no label that could be corrected.</summary>
    internal sealed record NotAnswered(SampleId Sample) : AnswerOutcome;

    internal sealed record NothingToUndo(RunId Run, Annotator Annotator) : AnswerOutcome;
}
