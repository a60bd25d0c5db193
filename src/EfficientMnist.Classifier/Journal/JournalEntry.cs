using System.Text.Json.Serialization;

namespace EfficientMnist.Classifier.Journal;

/// <summary>One line of a run's journal. What is not in the journal has not happened.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(EncoderReady), "encoder")]
[JsonDerivedType(typeof(BatchSelected), "selected")]
[JsonDerivedType(typeof(BatchBought), "bought")]
[JsonDerivedType(typeof(TestPredicted), "predicted")]
[JsonDerivedType(typeof(Graded), "graded")]
[JsonDerivedType(typeof(RunStopped), "stopped")]
[JsonDerivedType(typeof(RunResumed), "resumed")]
[JsonDerivedType(typeof(RunFailed), "failed")]
[JsonDerivedType(typeof(RunCompleted), "completed")]
internal abstract record JournalEntry
{
    public DateTimeOffset At { get; init; }

    /// <summary>Working time of the run so far.</summary>
    public double Seconds { get; init; }
}

internal sealed record EncoderReady(string EncoderId) : JournalEntry;

/// <summary>Written before the purchase, so that a restart asks for exactly the same images.</summary>
internal sealed record BatchSelected(int Round, bool ColdStart, string Strategy, IReadOnlyList<SelectedSample> Samples) : JournalEntry;

internal sealed record BatchBought(int Round, IReadOnlyList<BoughtLabel> Labels, int Spent) : JournalEntry;

/// <summary>Predicted classes of the whole test split, one byte each.</summary>
internal sealed record TestPredicted(int Labels, byte[] Classes) : JournalEntry;

internal sealed record Graded(int Labels, bool Final, double Accuracy, double MacroF1, int Classes, IReadOnlyList<int> Confusion) : JournalEntry;

internal sealed record RunStopped : JournalEntry;

internal sealed record RunResumed : JournalEntry;

internal sealed record RunFailed(string Error) : JournalEntry;

internal sealed record RunCompleted : JournalEntry;
