using EfficientMnist.Classifier.Journal;
using EfficientMnist.Classifier.Patience;
using EfficientMnist.Classifier.Progress;
using EfficientMnist.Contracts.Topology;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Classifier.Steps;

/// <summary>
/// Has the test predictions of a run graded: first those of its final classifier, which closes the run for buying,
/// then, for the learning curve, those it had kept on the way, and last those of an ensemble's members.
/// </summary>
internal sealed class Grader(LabelOracleService.LabelOracleServiceClient oracle, PatientCall patient, RunTelemetry telemetry)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public async Task GradeAsync(RunWork run, CancellationToken cancellationToken)
    {
        var milestones = run.History.Predictions.Keys.OrderDescending().ToArray();
        for (var i = 0; i < milestones.Length; i++)
        {
            run.Report(new RunProgress { Phase = RunPhase.Grading, Done = i, Total = milestones.Length, Unit = "grading" });
            if (!run.History.Gradings.ContainsKey(milestones[i]))
                await GradeAsync(run, milestones[i], isFinal: i == 0, cancellationToken);
        }
        foreach (var member in run.History.Ensemble?.Members ?? [])
        {
            if (!run.History.MemberGradings.Any(m => m.Member == member.Member))
                await GradeAsync(run, run.History.Ensemble!.Labels, member, cancellationToken);
        }
    }

    /// <summary>Ends a run that cannot be graded.</summary>
    public async Task LeaveAsync(RunWork run, string reason, CancellationToken cancellationToken)
    {
        var request = new CloseRunRequest { RunId = run.Id.Value };
        await patient.CallAsync(ServiceNames.LabelOracle, run, Deadline, options => oracle.CloseRunAsync(request, options).ResponseAsync, cancellationToken);
        if (run.History.NotGraded.Length == 0)
            await run.RecordAsync(new LeftUngraded(reason));
    }

    private async Task GradeAsync(RunWork run, int labels, MemberPrediction member, CancellationToken cancellationToken)
    {
        var request = new GradeRequest { RunId = run.Id.Value, Kind = GradingKind.Curve, LabelsUsed = labels, Member = member.Member };
        var grade = await AskAsync(run, request, member.Classes, cancellationToken);
        await run.RecordAsync(new MemberGraded(member.Member, grade.Accuracy));
    }

    private async Task GradeAsync(RunWork run, int labels, bool isFinal, CancellationToken cancellationToken)
    {
        var request = new GradeRequest { RunId = run.Id.Value, Kind = isFinal ? GradingKind.Final : GradingKind.Curve, LabelsUsed = labels };
        var grade = await AskAsync(run, request, run.History.Predictions[labels], cancellationToken);
        await run.RecordAsync(new Graded(labels, isFinal, grade.Accuracy, grade.MacroF1, grade.Classes, [.. grade.Confusion]));
        telemetry.Graded(run.Options, labels, grade.Accuracy);
    }

    private Task<GradeResponse> AskAsync(RunWork run, GradeRequest request, byte[] classes, CancellationToken cancellationToken)
    {
        request.Predictions.AddRange(classes.Select(c => (int)c));
        return patient.CallAsync(
            ServiceNames.LabelOracle, run, Deadline, options => oracle.GradeAsync(request, options).ResponseAsync, cancellationToken);
    }
}
