using EfficientMnist.Core.Runs;
using EfficientMnist.Datasets;
using EfficientMnist.LabelOracle.Entries;
using EfficientMnist.LabelOracle.Runs;

namespace EfficientMnist.LabelOracle.Questions;

/// <summary>What came of an annotator's doing. Only <see cref="Recorded"/> may have added to the ledger.</summary>
internal abstract record AnswerOutcome
{
    /// <summary>It is in the ledger, now or from before. Next: the image the annotator has now; null where there is none to label.</summary>
    internal sealed record Recorded(Run Run, LedgerRow Row, Question? Next, QueueProgress Progress, bool Replayed) : AnswerOutcome;

    /// <summary>Of several images those that were recorded, and why the others were not.</summary>
    internal sealed record Several(Run Run, IReadOnlyList<Recorded> Entries, IReadOnlyList<(SampleId Sample, AnswerOutcome Why)> LeftOut, QueueProgress Progress) : AnswerOutcome;

    /// <summary>Images that the annotator could answer, or has been given.</summary>
    internal sealed record Open(Run Run, IReadOnlyList<Question> Questions, QueueProgress Progress) : AnswerOutcome;

    /// <summary>The annotator has an image, or there is none to label now.</summary>
    internal sealed record Claimed(Run Run, Question? Question, QueueProgress Progress) : AnswerOutcome;

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
