using EfficientMnist.Classifier.Journal;
using EfficientMnist.Learning.ActiveLearning;
using EfficientMnist.Learning.Estimation;
using EfficientMnist.Learning.Stopping;
using RunState = EfficientMnist.Contracts.V1.RunState;

namespace EfficientMnist.Classifier.Tests.Journal;

public sealed class RunJournalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eml-journal-");

    private static RoundAssessed Assessed => new()
    {
        Rounds = 1,
        Observation = new RoundObservation
        {
            Labels = 3,
            NextBatch = 10,
            ExpectedAccuracy = 1.0 / 3,
            Agreement = 0.9,
            Estimate = new AccuracyEstimate { Kind = "lure", Accuracy = 0.5, Low = 0.1, High = 0.9, Labels = 1, Confidence = 0.95 },
        },
        StopSet = [1, 0],
        LeaveOneOut = 0.25,
        Stop = true,
        Reason = "enough",
    };

    private string Path => System.IO.Path.Combine(_folder.FullName, "journal.jsonl");

    [Fact]
    public void Journal_EveryKindOfEntry_ReadsAsWritten()
    {
        var journal = new RunJournal(Path);
        JournalEntry[] entries =
        [
            new EncoderReady("abc"),
            new BatchSelected(0, true, "typi_clust", [new SelectedSample(7, 0.1), new SelectedSample(3, 1.0 / 3)]),
            new BatchBought(0, [new BoughtLabel(7, 1), new BoughtLabel(3, 0)], 2, "head of two"),
            new ValidationSelected(1, "lure", [new SelectedSample(9, 0.25)]),
            new ValidationBought(1, [new BoughtLabel(9, 2)], 3, "head of three"),
            Assessed,
            new TestPredicted(2, [0, 1, 2]),
            new StudentTrained(2, 1, "def"),
            new EnsemblePredicted(2, [2, 1, 0], [new MemberPrediction("student", [2, 2, 2])]),
            new Graded(2, true, 0.5, 0.4, 2, [1, 0, 1, 0]),
            new MemberGraded("student", 0.25),
            new RunStopped(),
            new RunResumed(),
            new RunFailed("why"),
            new RunCompleted(),
        ];

        var epoch = journal.Activate(default);
        foreach (var entry in entries)
            journal.Append(entry with { Seconds = 1.5 }, epoch);

        var history = new RunJournal(Path).Replay();
        Assert.Equal(RunState.Completed, history.State);
        Assert.Equal("abc", history.EncoderId);
        Assert.Equal([new BoughtLabel(7, 1), new BoughtLabel(3, 0)], history.Learner.Labels);
        Assert.Equal([new ValidationLabel(9, 2, 0.25)], history.Learner.Validation);
        Assert.Equal((3, 3), (history.Bought, history.Spent));
        Assert.Equal((2, 0), (history.Learner.AnswersBefore, history.Learner.ValidationBefore));
        Assert.Equal(Assessed.Observation, history.Learner.Assessments.Single().Observation);
        Assert.True(history.Learner.HasStopped);
        Assert.Null(history.PendingValidation);
        // The ensemble's predictions take the place of the classifier's.
        Assert.Equal([2, 1, 0], history.Predictions[2]);
        Assert.Equal(("def", 1), (history.Learner.StudentId, history.Learner.Students.Single().Generation));
        Assert.Equal([2, 2, 2], history.Ensemble?.Members.Single().Classes);
        Assert.Equal(("student", 0.25), (history.MemberGradings.Single().Member, history.MemberGradings.Single().Accuracy));
        Assert.Equal(0.5, history.FinalGrading?.Accuracy);
        Assert.Equal(1.5, history.Seconds);
        Assert.Equal(1, history.Learner.Rounds);
        Assert.Null(history.Pending);
    }

    [Fact]
    public void Append_ByAnActivationThatALaterOneHasReplaced_IsRefusedAndWritesNothing()
    {
        var journal = Written();
        var later = journal.Activate(default);

        Assert.Throws<SupersededException>(() => journal.Append(new RunStopped(), 1));
        journal.Append(new RunCompleted(), later);

        Assert.Equal(2, later);
        Assert.Equal(["RunActivated", "EncoderReady", "RunActivated", "RunCompleted"], journal.Read().Select(e => e.GetType().Name));
        // The next process counts on.
        Assert.Equal(3, new RunJournal(Path).Activate(default));
        Assert.Throws<SupersededException>(() => new RunJournal(Path).Append(new RunStopped(), later));
    }

    [Fact]
    public void Journal_CutShortByACrash_GoesOnBehindTheLastWholeLine()
    {
        var journal = Written();
        File.AppendAllText(Path, "{\"event\":\"bought\",\"rou");

        Assert.Equal(2, journal.Read().Count);
        journal.Append(new RunStopped(), 1);

        Assert.Equal(["RunActivated", "EncoderReady", "RunStopped"], journal.Read().Select(e => e.GetType().Name));
    }

    [Fact]
    public void Append_BehindALineThatADiskCutShort_BeginsALineOfItsOwn()
    {
        var journal = Written();
        File.AppendAllText(Path, "{\"event\":\"bought\",\"rou");

        journal.Append(new RunCompleted(), 1);

        Assert.Equal(["RunActivated", "EncoderReady", "RunCompleted"], journal.Read().Select(e => e.GetType().Name));
    }

    [Fact]
    public void History_OfABatchThatWasNeverSelected_IsDamaged()
    {
        var history = RunHistory.Start.With(new BatchSelected(0, true, "random", [new SelectedSample(7, 0)]));

        var error = Assert.Throws<InvalidDataException>(() => history.With(new BatchBought(1, [new BoughtLabel(7, 1)], 1, "")));

        Assert.Contains("round 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Journal_WithADamagedLine_NamesFileAndLine()
    {
        var journal = Written();
        File.AppendAllText(Path, "garbage\n");

        var error = Assert.Throws<InvalidDataException>(journal.Read);

        Assert.Contains($"Line 3 of {Path}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Store_OfAnotherProcess_IsLocked()
    {
        using var first = new RunStore(_folder.FullName, TimeProvider.System);

        // A file stream locks against every other one, in this process or in another.
        Assert.Throws<IOException>(() => File.Open(System.IO.Path.Combine(_folder.FullName, "runs", ".lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private RunJournal Written()
    {
        var journal = new RunJournal(Path);
        journal.Append(new EncoderReady("abc"), journal.Activate(default));
        return journal;
    }
}
