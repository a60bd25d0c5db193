using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Runs;

namespace EfficientMnist.Web.Tests;

public sealed class RunStepTests
{
    [Fact]
    public void Steps_OfARunThatBuys_AreDoneBeforeNowAndNextAfter()
    {
        var run = ServicesInTest.Run("r", RunState.Running);
        (run.Phase, run.Round, run.BudgetSpent) = (RunPhase.Rounds, 2, 40);
        run.Progress = new PhaseProgress { Phase = RunPhase.Rounds, Done = 40, Total = 60, Unit = "label", EtaSeconds = 30 };

        var steps = RunStep.Of(run, encoderSeconds: 90);

        Assert.Equal(["Encoder", "Features", "Cold start", "Rounds", "Grading"], steps.Select(step => step.Name));
        Assert.Equal([StepState.Done, StepState.Done, StepState.Done, StepState.Now, StepState.Next], steps.Select(step => step.State));
        Assert.Equal("contrastive, 1 min 30 s of training", steps[0].Detail);
        Assert.Equal("67 %, 30 s left", steps[3].Detail);
        Assert.Equal("once, on the test set", steps[4].Detail);
    }

    [Fact]
    public void Steps_OfARunWithGivenLabels_SayThatItsStrategyChoseTheFirstBatch()
    {
        var run = ServicesInTest.Run("r", RunState.Running, "v_optimal");
        (run.Phase, run.Given) = (RunPhase.Encoder, 12);

        Assert.Equal(("First batch", "20 labels, by v_optimal, from 12 given labels"), (RunStep.Of(run)[2].Name, RunStep.Of(run)[2].Detail));
        (run.Phase, run.Round, run.BudgetSpent) = (RunPhase.Rounds, 1, 20);
        Assert.Equal("20 labels, by v_optimal, from 12 given labels", RunStep.Of(run)[2].Detail);
        Assert.Equal(["given", "first batch", "round 1"], new[] { -1, 0, 1 }.Select(round => RunText.Round(run, round)));
        run.Given = 0;
        Assert.Equal(("Cold start", "cold start"), (RunStep.Of(run)[2].Name, RunText.Round(run, 0)));
    }

    [Fact]
    public void Steps_OfARunWithoutEncoder_WithStudents_AreThoseItTakes()
    {
        var run = ServicesInTest.Run("r", RunState.Queued);
        (run.Options["encoder.kind"], run.Options["student.generations"]) = ("none", "2");
        run.Phase = RunPhase.Unspecified;

        Assert.Equal(["Features", "Cold start", "Rounds", "Students", "Grading"], RunStep.Of(run).Select(step => step.Name));
    }

    [Fact]
    public void Steps_OfACompletedRun_AreAllDone()
    {
        var run = ServicesInTest.Run("r");
        run.Result = new RunResult { Accuracy = 0.9 };

        Assert.All(RunStep.Of(run), step => Assert.Equal(StepState.Done, step.State));
        Assert.Equal("90.00 % on the test set", RunStep.Of(run)[^1].Detail);
    }

    // A student that learns between two rounds does not end the buying.
    [Fact]
    public void Steps_OfARunWhoseStudentLearnsOnTheWay_AreStillAtTheRounds()
    {
        var run = ServicesInTest.Run("r", RunState.Running);
        run.Options["student.generations"] = "1";
        (run.Phase, run.BudgetSpent) = (RunPhase.Distillation, 40);

        Assert.Equal("Rounds", RunStep.Of(run).Single(step => step.State == StepState.Now).Name);
    }
}
