using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;
using EfficientMnist.Core.Runs;
using EfficientMnist.LabelOracle.Labels;
using EfficientMnist.LabelOracle.Names;
using EfficientMnist.LabelOracle.Runs;
using EfficientMnist.LabelOracle.Storage;
using Run = EfficientMnist.LabelOracle.Runs.Run;

namespace EfficientMnist.LabelOracle.Grading;

/// <summary>
/// Grades predictions for the test split: one final grading of a run that has bought a label, and one more after each
/// extension that has bought further ones, then each point of its curve once. Whoever grades at will reads the test labels off the results, one prediction changed at a time.
/// </summary>
internal sealed class GradingStore(ILedgerDatabase database, RunRegister runs, LabelCatalog labelCatalog, QueueSignal signal, TimeProvider time, ILogger<GradingStore> logger)
{
    /// <summary>Members of one ensemble that are graded; each tells an accuracy for every number of labels.</summary>
    public const int MaxMembers = 16;

    /// <summary>Grades and records it, or repeats the result of the same predictions. The first grading of a run closes it for buying.</summary>
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
            throw Refusal.Invalid($"The final grading is of the whole classifier, not of its member {Refusal.Quote(member)}; grade that as curve.");
        if (labelsUsed < 0)
            throw Refusal.Invalid($"labels_used is {labelsUsed}; give the number of labels the classifier learned from.");
        if (await runs.FindAsync(id, cancellationToken) is not { } run)
            return new GradeOutcome.UnknownRun(id);
        var labels = await labelCatalog.OfAsync(run.Dataset, cancellationToken);
        if (labels.WhyNotGradable(run.ClassNames) is { Length: > 0 } reason)
            throw Refusal.Conflict(reason);

        var result = ConfusionMatrix.Of(labels.Test, predictions, labels.ClassNames.Count);
        var wanted = new RecordedGrading(0, new GradingPlace(kind, labelsUsed, member), Checksum(predictions));
        var outcome = await database.WriteAsync(session => RecordAsync(session, id, wanted, result, cancellationToken), cancellationToken);
        if (outcome is GradeOutcome.Graded { Replayed: false } graded)
        {
            signal.Raise(id);
            Log.RunGraded(logger, id, graded.Number, labelsUsed, result.Accuracy, result.MacroF1, run.Dataset, graded.OfDataset);
        }

        return outcome;
    }

    /// <summary>How often a run was graded, and the data set by all runs.</summary>
    public Task<(int OfRun, int OfDataset)> CountAsync(Run run, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => (
                await GradingTable.CountAsync(session, run.Id, cancellationToken),
                await GradingTable.CountOfDatasetAsync(session, run.Dataset, cancellationToken)),
            cancellationToken);

    private async Task<GradeOutcome> RecordAsync(LedgerSession session, RunId id, RecordedGrading wanted, ConfusionMatrix result, CancellationToken cancellationToken)
    {
        var run = await RunTable.LockAsync(session, id, cancellationToken);
        if (wanted.Place.Labels > run.Budget.Spent)
            return new GradeOutcome.MoreUsedThanBought(id, wanted.Place.Labels, run.Budget.Spent);
        if (run.Budget.Spent == 0)
            return new GradeOutcome.NothingBought(id);
        var recorded = await GradingTable.OfRunAsync(session, id, cancellationToken);
        if (recorded.Find(grading => grading.Place == wanted.Place) is { } before)
        {
            return before.Predictions == wanted.Predictions
                ? new GradeOutcome.Graded(result, before.Number, await GradingTable.CountOfDatasetAsync(session, run.Dataset, cancellationToken), Replayed: true)
                : new GradeOutcome.GradedBefore(id, before.Place);
        }
        var finals = recorded.FindAll(grading => grading.Place.Kind == GradingKind.Final);
        if (wanted.Place.Kind == GradingKind.Final && finals is [.., var last])
        {
            // Further labels make another classifier; what else is claimed does not.
            var extensions = await RunTable.ExtensionsAsync(session, id, cancellationToken);
            if (finals.Count > extensions || run.ClosedAt is not null || wanted.Place.Labels <= last.Place.Labels)
                return new GradeOutcome.GradedBefore(id, last.Place);
        }
        if (wanted.Place.Kind == GradingKind.Curve)
        {
            // While a run buys, nothing may tell it how good it is.
            if (finals.Count == 0 || run.ClosedAt is null)
                return new GradeOutcome.NotFinalYet(id);
            var members = recorded.Select(grading => grading.Place.Member).Where(member => member.Length > 0).ToHashSet(StringComparer.Ordinal);
            if (wanted.Place.Member.Length > 0 && members.Add(wanted.Place.Member) && members.Count > MaxMembers)
                return new GradeOutcome.TooManyMembers(id, wanted.Place.Member, MaxMembers);
        }

        var now = time.GetUtcNow();
        var number = recorded.Count + 1;
        await GradingTable.AppendAsync(session, id, wanted with { Number = number }, result, now, cancellationToken);
        if (run.ClosedAt is null)
            await RunTable.CloseAsync(session, id, now, cancellationToken);
        await session.AnnounceAsync(id, cancellationToken);
        return new GradeOutcome.Graded(result, number, await GradingTable.CountOfDatasetAsync(session, run.Dataset, cancellationToken), Replayed: false);
    }

    private static string Checksum(IReadOnlyList<int> predictions) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<int>(predictions.ToArray())));
}
