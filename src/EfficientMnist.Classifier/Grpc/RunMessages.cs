using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Classifier.Runs;
using EfficientMnist.Contracts.V1;
using Google.Protobuf.WellKnownTypes;

namespace EfficientMnist.Classifier.Grpc;

/// <summary>Runs as the contract writes them.</summary>
internal static class RunMessages
{
    public static Run ToMessage(this RunSnapshot run)
    {
        var message = new Run
        {
            RunId = run.Id.Value,
            Name = run.Name,
            State = run.State,
            Phase = run.Progress.Phase,
            Progress = ToMessage(run.Progress),
            BudgetLimit = run.BudgetLimit,
            BudgetSpent = run.BudgetSpent,
            Round = run.Round,
            EncoderId = run.EncoderId,
            Result = run.Result is { } grades ? ToMessage(grades) : null,
            Error = run.Error,
            NotGraded = run.NotGraded,
            CreatedAt = Timestamp.FromDateTimeOffset(run.CreatedAt),
            Seconds = run.Seconds,
            WaitedSeconds = run.Waited,
        };
        foreach (var (name, value) in run.Options)
            message.Options[name] = value;
        message.Assessments.AddRange(run.Assessments.Select(ToMessage));
        if (run.Assessments is [.., var latest])
        {
            message.Estimate = ToMessage(run.EnsembleEstimate ?? latest.Observation.Estimate);
            message.Stopping = new Stopping { Rule = run.StoppingRule, Stopped = latest.Stop, Reason = latest.Reason };
        }
        return message;
    }

    public static Run ToMessage(this DamagedRun run) => new()
    {
        RunId = run.Id,
        Name = run.Id,
        State = RunState.Damaged,
        Error = run.Problem,
        CreatedAt = Timestamp.FromDateTimeOffset(run.ChangedAt),
    };

    private static RoundAssessment ToMessage(RoundAssessed assessed) => new()
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

    private static PhaseProgress ToMessage(RunProgress progress) => new()
    {
        Phase = progress.Phase,
        Done = progress.Done,
        Total = progress.Total,
        Unit = progress.Unit,
        Rate = progress.Rate,
        EtaSeconds = progress.Eta.TotalSeconds,
        Loss = progress.Loss,
        Note = progress.Note,
    };

    private static RunResult ToMessage(RunGrades grades)
    {
        var message = new RunResult { Accuracy = grades.Accuracy, MacroF1 = grades.MacroF1, Classes = grades.Classes };
        message.Confusion.AddRange(grades.Confusion);
        message.Curve.AddRange(grades.Curve.Select(p => new CurvePoint { Labels = p.Labels, Accuracy = p.Accuracy }));
        message.Members.AddRange(grades.Members.Select(m => new MemberGrade { Name = m.Name, Accuracy = m.Accuracy }));
        return message;
    }
}
