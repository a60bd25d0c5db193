using EfficientMnist.Classifier.Experiments;
using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Learning.ActiveLearning;
using Google.Protobuf.WellKnownTypes;

namespace EfficientMnist.Classifier.Runs;

/// <summary>Runs as the contract writes them.</summary>
internal static class RunMessages
{
    /// <summary>A run of which nothing goes on.</summary>
    public static Run Of(RunDefinition definition, RunOptions options, RunHistory history)
    {
        var phase = history.State == RunState.Completed ? RunPhase.Done : RunPhase.Unspecified;
        var message = new Run
        {
            RunId = definition.RunId,
            Name = RunOptionsBinder.Name(options),
            Options = { definition.Options.ToDictionary() },
            State = history.State,
            Phase = phase,
            Progress = new PhaseProgress { Phase = phase },
            BudgetLimit = history.BudgetOf(options),
            Extensions = { history.Extensions },
            Archived = history.IsArchived,
            Description = history.Notes.IsEmpty ? null : ToMessage(history.Notes),
            BudgetSpent = history.Spent,
            Paid = history.Paid,
            MoneyLimit = history.MoneyOf(options),
            Rejected = history.Learner.Rejected,
            Given = history.Given?.Labels.Count ?? 0,
            Wanted = history.Wanted.Count,
            Excluded = history.Learner.Excluded.Count,
            LedgerHead = history.LedgerHead,
            Round = history.Learner.Rounds,
            EncoderId = history.EncoderId,
            Result = history.FinalGrading is { } final ? Result(final, history) : null,
            Error = history.Error,
            NotGraded = history.NotGraded,
            CreatedAt = Timestamp.FromDateTimeOffset(definition.CreatedAt),
            Seconds = history.Seconds,
            WaitedSeconds = history.Waited,
            Assessments = { history.Learner.Assessments.Select(ToMessage) },
        };
        if (history.Learner.Assessments is [.., var latest])
        {
            message.Estimate = ToMessage(history.Ensemble?.Estimate ?? latest.Observation.Estimate);
            message.Stopping = new Stopping { Rule = options.Stop.Kind, Stopped = latest.Stop, Reason = latest.Reason };
        }
        return message;
    }

    /// <summary>What is said of a run, as the contract has it; null stands for nothing.</summary>
    public static RunNotes Notes(RunDescription? description) => description is null ? RunNotes.None : new RunNotes(description.Title, [.. description.Tags], description.Notes);

    /// <summary>Adds how far the work is.</summary>
    public static void Show(this Run message, RunProgress progress)
    {
        message.Phase = progress.Phase;
        message.BudgetSpent = progress.Spent ?? message.BudgetSpent;
        message.Paid = progress.Paid ?? message.Paid;
        message.Progress = new PhaseProgress
        {
            Phase = progress.Phase,
            Done = progress.Done,
            Total = progress.Total,
            Unit = progress.Unit,
            Rate = progress.Rate,
            EtaSeconds = progress.Eta.TotalSeconds,
            Loss = progress.Loss,
            Note = Note(progress),
        };
        if (progress.Waiting is { Reason: not WaitReason.Unspecified } waiting)
            message.Waiting = new Waiting { Reason = waiting.Reason, Text = waiting.Text, EtaSeconds = waiting.Eta.TotalSeconds };
    }

    public static Run ToMessage(this DamagedRun run) => new()
    {
        RunId = run.Id,
        Name = run.Id,
        State = RunState.Damaged,
        Error = run.Problem,
        CreatedAt = Timestamp.FromDateTimeOffset(run.ChangedAt),
    };

    private static RunDescription ToMessage(RunNotes notes) => new() { Title = notes.Title, Tags = { notes.Tags }, Notes = notes.Notes };

    private static RoundAssessment ToMessage(Assessment assessed) => new()
    {
        Rounds = assessed.Rounds,
        Labels = assessed.Observation.Labels,
        ExpectedAccuracy = assessed.Observation.ExpectedAccuracy,
        Agreement = assessed.Observation.Agreement,
        Estimate = ToMessage(assessed.Observation.Estimate),
        LeaveOneOut = assessed.LeaveOneOut,
    };

    private static AccuracyEstimate? ToMessage(Learning.Estimation.AccuracyEstimate? estimate) => estimate is null ? null : new AccuracyEstimate
    {
        Kind = estimate.Kind,
        Accuracy = estimate.Accuracy,
        Low = estimate.Low,
        High = estimate.High,
        Labels = estimate.Labels,
        Confidence = estimate.Confidence,
    };

    // Of a training that goes on, its steps say more than words.
    private static string Note(RunProgress progress) => progress.Waiting switch
    {
        { Reason: WaitReason.Encoder or WaitReason.Student } when progress.Done > 0 => "",
        var waiting => waiting?.Text ?? "",
    };

    private static RunResult Result(Graded final, RunHistory history) => new()
    {
        Accuracy = final.Accuracy,
        MacroF1 = final.MacroF1,
        Classes = final.Classes,
        Confusion = { final.Confusion },
        Curve = { history.Gradings.Values.Select(grading => new CurvePoint { Labels = grading.Labels, Accuracy = grading.Accuracy }) },
        Members = { history.MemberGradings.Select(member => new MemberGrade { Name = member.Member, Accuracy = member.Accuracy }) },
    };
}
