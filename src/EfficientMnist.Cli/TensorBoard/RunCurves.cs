using EfficientMnist.Contracts.V1;
using EfficientMnist.TensorBoard;

namespace EfficientMnist.Cli.TensorBoard;

/// <summary>What a run has come to, over the labels it has bought.</summary>
internal static class RunCurves
{
    public static void Write(string folder, Run run, TimeProvider time)
    {
        using var writer = new EventWriter(folder, time);
        foreach (var point in run.Result?.Curve ?? [])
            writer.Scalar("accuracy/test", point.Labels, point.Accuracy);
        foreach (var assessment in run.Assessments)
        {
            writer.Scalar("accuracy/expected", assessment.Labels, assessment.ExpectedAccuracy);
            if (assessment.Agreement is { } agreement)
                writer.Scalar("agreement", assessment.Labels, agreement);
            if (assessment.LeaveOneOut is { } leaveOneOut)
                writer.Scalar("accuracy/leave_one_out", assessment.Labels, leaveOneOut);
            if (assessment.Estimate is { } estimate)
            {
                writer.Scalar("accuracy/estimate", assessment.Labels, estimate.Accuracy);
                writer.Scalar("accuracy/estimate_low", assessment.Labels, estimate.Low);
                writer.Scalar("accuracy/estimate_high", assessment.Labels, estimate.High);
            }
        }
        if (run.Result is { } result)
            writer.Scalar("macro_f1/test", run.BudgetSpent, result.MacroF1);
    }
}
