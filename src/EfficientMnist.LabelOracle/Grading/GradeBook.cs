using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Labels;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Storage;

namespace EfficientMnist.LabelOracle.Grading;

/// <summary>Grades predictions for the test split, and keeps count: who looks at the test set often, fits to it.</summary>
internal sealed class GradeBook(ILedgerDatabase database, RunRegister runs, LabelBook labelBook, QueueSignal signal, TimeProvider time, ILogger<GradeBook> logger)
{
    /// <summary>Grades and records it. The first grading of a run closes it for buying.</summary>
    /// <param name="id">The run.</param>
    /// <param name="kind">Which of its classifiers.</param>
    /// <param name="member">Which part of it; empty for the whole.</param>
    /// <param name="labelsUsed">Labels it had learned from.</param>
    /// <param name="predictions">One class per test image.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<GradeOutcome> GradeAsync(
        RunId id, GradingKind kind, string member, int labelsUsed, IReadOnlyList<int> predictions, CancellationToken cancellationToken)
    {
        _ = GradingTable.NameOf(kind);
        if (member.Length > 0)
            Name.Check("member", member);
        if (member.Length > 0 && kind == GradingKind.Final)
            throw Refusal.Invalid($"The final grading is of the whole classifier, not of its member {member}; grade that as curve.");
        if (labelsUsed < 0)
            throw Refusal.Invalid($"labels_used is {labelsUsed}; give the number of labels the classifier learned from.");
        if (await runs.FindAsync(id, cancellationToken) is not { } run)
            return new GradeOutcome.UnknownRun(id);
        var labels = await labelBook.OfAsync(run.Dataset, cancellationToken);
        if (labels.WhyNotGradable(run.ClassNamesOr(labels.ClassNames)) is { Length: > 0 } reason)
            throw Refusal.Conflict(reason);

        var result = ConfusionMatrix.Of(labels.Test, predictions, labels.ClassNames.Count);
        var outcome = await database.WriteAsync(session => RecordAsync(session, id, kind, member, labelsUsed, result, cancellationToken), cancellationToken);
        if (outcome is GradeOutcome.Graded graded)
        {
            signal.Raise(id);
            Log.RunGraded(logger, id, graded.Number, labelsUsed, result.Accuracy, result.MacroF1);
        }

        return outcome;
    }

    /// <summary>How often a run was graded.</summary>
    public Task<int> CountAsync(RunId run, CancellationToken cancellationToken) =>
        database.ReadAsync(session => GradingTable.CountAsync(session, run, cancellationToken), cancellationToken);

    private async Task<GradeOutcome> RecordAsync(
        LedgerSession session, RunId id, GradingKind kind, string member, int labelsUsed, ConfusionMatrix result, CancellationToken cancellationToken)
    {
        var run = await RunTable.LockAsync(session, id, cancellationToken);
        if (labelsUsed > run.Budget.Spent)
            return new GradeOutcome.MoreUsedThanBought(id, labelsUsed, run.Budget.Spent);
        var number = await GradingTable.CountAsync(session, id, cancellationToken) + 1;
        var now = time.GetUtcNow();
        await GradingTable.AppendAsync(session, id, number, kind, member, labelsUsed, result, now, cancellationToken);
        if (run.ClosedAt is null)
            await RunTable.CloseAsync(session, id, now, cancellationToken);
        return new GradeOutcome.Graded(result, number);
    }
}
