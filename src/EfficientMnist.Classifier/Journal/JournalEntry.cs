using System.Text.Json.Serialization;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Estimation;
using EfficientMnist.Learning.Stopping;

namespace EfficientMnist.Classifier.Journal;

/// <summary>One line of a run's journal. What is not in the journal has not happened.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(RunActivated), "activated")]
[JsonDerivedType(typeof(HeadStart), "head_start")]
[JsonDerivedType(typeof(EncoderReady), "encoder")]
[JsonDerivedType(typeof(LabelsGiven), "given")]
[JsonDerivedType(typeof(BatchSelected), "selected")]
[JsonDerivedType(typeof(BatchBought), "bought")]
[JsonDerivedType(typeof(ValidationSelected), "validation_selected")]
[JsonDerivedType(typeof(ValidationBought), "validation_bought")]
[JsonDerivedType(typeof(LabelsCorrected), "corrected")]
[JsonDerivedType(typeof(RoundAssessed), "assessed")]
[JsonDerivedType(typeof(TestPredicted), "predicted")]
[JsonDerivedType(typeof(StudentTrained), "student")]
[JsonDerivedType(typeof(NetworkTrained), "network")]
[JsonDerivedType(typeof(EnsemblePredicted), "ensemble_predicted")]
[JsonDerivedType(typeof(Graded), "graded")]
[JsonDerivedType(typeof(MemberGraded), "member_graded")]
[JsonDerivedType(typeof(LeftUngraded), "ungraded")]
[JsonDerivedType(typeof(RunExtended), "extended")]
[JsonDerivedType(typeof(RunArchived), "archived")]
[JsonDerivedType(typeof(RunDescribed), "described")]
[JsonDerivedType(typeof(ImagesWanted), "wanted")]
[JsonDerivedType(typeof(ImagesExcluded), "excluded")]
[JsonDerivedType(typeof(ImagesUnmarked), "unmarked")]
[JsonDerivedType(typeof(RunStopped), "stopped")]
[JsonDerivedType(typeof(RunResumed), "resumed")]
[JsonDerivedType(typeof(RunFailed), "failed")]
[JsonDerivedType(typeof(RunCompleted), "completed")]
internal abstract record JournalEntry
{
    public DateTimeOffset At { get; init; }

    /// <summary>Working time of the run so far.</summary>
    public double Seconds { get; init; }

    /// <summary>Time it has waited for people so far.</summary>
    public double Waited { get; init; }
}

/// <summary>What follows is written by an activation of the run later than all before it; they are counted by epochs from 1.</summary>
internal sealed record RunActivated(long Epoch) : JournalEntry;

/// <summary>
/// The encoder was not trained when the run began, and people give the labels: so many are asked for on gradient histograms
/// alone, meanwhile.
/// </summary>
internal sealed record HeadStart(int Labels) : JournalEntry;

internal sealed record EncoderReady(string EncoderId) : JournalEntry;

/// <summary>Labels that were known before the run began: to learn from, and to estimate the accuracy with.</summary>
internal sealed record LabelsGiven(IReadOnlyList<BoughtLabel> Labels, IReadOnlyList<BoughtLabel> Validation) : JournalEntry
{
    [JsonIgnore]
    public int Count => Labels.Count + Validation.Count;
}

/// <summary>An image chosen by a strategy. Its rank is its place in the batch.</summary>
internal readonly record struct SelectedSample(int Id, double Score);

/// <summary>Written before the purchase, so that a restart asks for exactly the same images.</summary>
/// <param name="Round">The round that buys it.</param>
/// <param name="ColdStart">Whether it is chosen before any label is known.</param>
/// <param name="Strategy">What has chosen its images.</param>
/// <param name="Samples">The images.</param>
/// <param name="Wanted">How many of them, the first ones, somebody has asked for instead.</param>
internal sealed record BatchSelected(int Round, bool ColdStart, string Strategy, IReadOnlyList<SelectedSample> Samples, int Wanted = 0) : JournalEntry
{
    public static BatchSelected Of(Query query) =>
        new(query.Round, query.IsColdStart, query.Strategy.Name, [.. query.Batch.Select(p => new SelectedSample(p.Index, p.Score))], query.Wanted);
}

/// <summary>The labels of a batch.</summary>
/// <param name="Round">The round that bought it.</param>
/// <param name="Labels">In the order in which they were chosen.</param>
/// <param name="Spent">Labels charged to the run in all.</param>
/// <param name="LedgerHead">
/// Checksum of the newest row of the run's ledger, which carries those of all rows before it: a ledger without this row is not
/// the one that was bought from, but an earlier one.
/// </param>
/// <param name="Paid">What the run has paid in all; 0 where labels have no prices.</param>
/// <param name="NoMore">Why no further label can be paid for; empty where one can.</param>
internal sealed record BatchBought(int Round, IReadOnlyList<BoughtLabel> Labels, int Spent, string LedgerHead, long Paid = 0, string NoMore = "") : JournalEntry;

/// <summary>The score of a sample is the probability with which it was drawn. Written before the purchase, as a batch is.</summary>
internal sealed record ValidationSelected(int Round, string Kind, IReadOnlyList<SelectedSample> Samples) : JournalEntry
{
    public static ValidationSelected Of(Query query, string kind) =>
        new(query.Round, kind, [.. query.Validation.Select(p => new SelectedSample(p.Index, p.Score))]);
}

/// <summary>The labels of a round that are for validation; the rest as in <see cref="BatchBought"/>.</summary>
internal sealed record ValidationBought(int Round, IReadOnlyList<BoughtLabel> Labels, int Spent, string LedgerHead, long Paid = 0) : JournalEntry;

/// <summary>Labels that people have changed since, as they are now; the last row of the ledger that says so.</summary>
internal sealed record LabelsCorrected(IReadOnlyList<BoughtLabel> Labels, long LastEntry) : JournalEntry;

/// <summary>The classifier after a round, and whether another one is bought. Ends the round.</summary>
internal sealed record RoundAssessed : JournalEntry
{
    /// <summary>Rounds bought before.</summary>
    public required int Rounds { get; init; }

    public required RoundObservation Observation { get; init; }

    /// <summary>Predicted class of each image of the stop set, for the next round to compare with.</summary>
    public required byte[] StopSet { get; init; }

    /// <summary>Accuracy of leaving out one label after the other, once buying has ended; null where the classifier has no closed form.</summary>
    public double? LeaveOneOut { get; init; }

    public required bool Stop { get; init; }

    public required string Reason { get; init; }

    public static RoundAssessed Of(Assessment assessment) => new()
    {
        Rounds = assessment.Rounds,
        Observation = assessment.Observation,
        StopSet = ClassBytes.Of(assessment.StopSet),
        LeaveOneOut = assessment.LeaveOneOut,
        Stop = assessment.Stop,
        Reason = assessment.Reason,
    };

    public Assessment ToAssessment() => new()
    {
        Rounds = Rounds,
        Observation = Observation,
        StopSet = [.. StopSet.Select(c => (int)c)],
        LeaveOneOut = LeaveOneOut,
        Stop = Stop,
        Reason = Reason,
    };
}

/// <summary>Predicted classes of the whole test split, one byte each. Labels: bought in all.</summary>
internal sealed record TestPredicted(int Labels, byte[] Classes) : JournalEntry;

/// <summary>A distillation is done. Generation 0 is one on the way; those after the last label count from 1.</summary>
internal sealed record StudentTrained(int Labels, int Generation, string EncoderId) : JournalEntry;

/// <summary>The run's classifier, where it is a network, has learned so many labels.</summary>
internal sealed record NetworkTrained(int Labels, string EncoderId) : JournalEntry;

/// <summary>What one part of an ensemble predicts for the whole test split, one byte each.</summary>
internal sealed record MemberPrediction(string Member, byte[] Classes);

/// <summary>What classifier and student predict together, which takes the place of what the classifier predicted by itself, and what each does alone.</summary>
internal sealed record EnsemblePredicted(int Labels, byte[] Classes, IReadOnlyList<MemberPrediction> Members, AccuracyEstimate? Estimate = null) : JournalEntry;

internal sealed record Graded(int Labels, bool Final, double Accuracy, double MacroF1, int Classes, IReadOnlyList<int> Confusion) : JournalEntry;

internal sealed record MemberGraded(string Member, double Accuracy) : JournalEntry;

/// <summary>There is nothing to grade the run with.</summary>
internal sealed record LeftUngraded(string Reason) : JournalEntry;

/// <summary>A completed run goes on with a larger budget. Written before the oracle is told, which is told again until it knows.</summary>
/// <param name="Labels">In all.</param>
/// <param name="Money">What they may cost in all; 0 where that stays as it is.</param>
internal sealed record RunExtended(int Labels, long Money = 0) : JournalEntry;

/// <summary>The run is taken out of the lists, or put back.</summary>
internal sealed record RunArchived(bool Archived) : JournalEntry;

/// <summary>What the run's owner says of it from now on.</summary>
internal sealed record RunDescribed(RunNotes Notes) : JournalEntry;

/// <summary>Images whose labels the run's owner wants before those that the strategy would choose.</summary>
internal sealed record ImagesWanted(IReadOnlyList<int> Ids) : JournalEntry;

/// <summary>Images that no strategy may choose from now on.</summary>
internal sealed record ImagesExcluded(IReadOnlyList<int> Ids) : JournalEntry;

/// <summary>Images that are left to the strategy again.</summary>
internal sealed record ImagesUnmarked(IReadOnlyList<int> Ids) : JournalEntry;

internal sealed record RunStopped : JournalEntry;

internal sealed record RunResumed : JournalEntry;

internal sealed record RunFailed(string Error) : JournalEntry;

internal sealed record RunCompleted : JournalEntry;

/// <summary>Predicted classes as a journal keeps them, one byte each.</summary>
internal static class ClassBytes
{
    public static byte[] Of(IEnumerable<int> classes) => [.. classes.Select(c => checked((byte)c))];
}
