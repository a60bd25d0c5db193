using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Runs;

namespace EfficientMnist.Web.Tests;

/// <summary>How long a run is said to take.</summary>
public sealed class RunTimesTests
{
    private static readonly Dictionary<string, string> Options = new()
    {
        ["dataset"] = "small",
        ["labels"] = "60",
        ["strategy"] = "margin",
        ["seed"] = "1",
        ["views"] = "histograms+latents",
        ["encoder.kind"] = "contrastive",
        ["encoder.seed"] = "1",
        ["encoder.epochs"] = "24",
        ["encoder.width"] = "32",
        ["student.generations"] = "1",
        ["student.at"] = "none",
        ["student.epochs"] = "16",
    };

    [Fact]
    public void Time_OfAKnownRun_IsThatOfRunsWithTheSameOptionsWhateverTheirSeed()
    {
        Run[] runs =
        [
            Run(60, ("seed", "1")), Run(90, ("seed", "2")), Run(70, ("encoder.seed", "3")),
            Run(5, ("labels", "30")), Run(6, ("dataset", "other")), Run(7, ("encoder.width", "8")), Running(8),
        ];

        Assert.Equal(
            "3 runs with these options took 1 min 0 s to 1 min 30 s of work here, 1 min 10 s in the middle. Its encoder is there already and is not trained again.",
            RunTimes.Of(runs, [Encoder(24, 480)], Options));
        Assert.StartsWith("One run with these options took 5 s of work here.", RunTimes.Of(runs, [], With("labels", "30")), StringComparison.Ordinal);
    }

    [Fact]
    public void Time_OfAnUnknownRun_IsToldFromThePaceOfTrainingsLikeItsOwn()
    {
        // 20, 30 and 25 seconds an epoch; the others are of other images, of another width, of another kind or have not ended.
        Training[] trainings =
        [
            Encoder(8, 160, seed: 2), Encoder(2, 60, seed: 3), Encoder(4, 100, seed: 4),
            Encoder(24, 1, dataset: "other"), Encoder(24, 1, width: "8"), Encoder(24, 1, kind: "ae"), Encoder(24, 1, state: TrainingState.Cancelled),
            Student(16, 320), Student(8, 176),
        ];

        Assert.Equal(
            "No run with these options has been completed here yet. Its encoder is not trained yet: about 10 min 0 s by the pace of 3 trainings like it here, 25 s an epoch. "
            + "Its student takes about 5 min 52 s by the pace of 2 trainings like it here. Choosing and learning the labels comes on top, which nobody has timed with these options.",
            RunTimes.Of([], trainings, Options));
        Assert.Contains("Its 3 students take about 17 min 36 s", RunTimes.Of([], trainings, With("student.at", "200,500")), StringComparison.Ordinal);
    }

    [Fact]
    public void Time_OfTrainingsThatNobodyHasMeasured_IsSaidToBeUnknown()
    {
        var said = RunTimes.Of([], [], Options);

        Assert.Contains("Its encoder is not trained yet, and no training like it has been timed here.", said, StringComparison.Ordinal);
        Assert.Contains("No student like its own has been timed here.", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("encoder.kind", "none")]
    [InlineData("views", "histograms+patches")]
    public void Time_OfARunWithoutAnEncoder_DoesNotSpeakOfOne(string option, string value)
    {
        var options = With(option, value);
        options["student.generations"] = "0";

        Assert.Equal("No run with these options has been completed here yet. So nobody knows how long it takes.", RunTimes.Of([], [], options));
    }

    private static Dictionary<string, string> With(string option, string value) => new(Options) { [option] = value };

    private static Run Run(double seconds, params (string Option, string Value)[] deviations)
    {
        var run = new Run { State = RunState.Completed, Seconds = seconds, Options = { Options } };
        foreach (var (option, value) in deviations)
            run.Options[option] = value;
        return run;
    }

    private static Run Running(double seconds)
    {
        var run = Run(seconds);
        run.State = RunState.Running;
        return run;
    }

    private static Training Encoder(int epochs, double seconds, int seed = 1, string dataset = "small", string width = "32", string kind = "contrastive", TrainingState state = TrainingState.Completed) => new()
    {
        Dataset = dataset,
        Kind = kind,
        Seed = seed,
        State = state,
        Options = { ["epochs"] = $"{epochs}", ["width"] = width },
        Progress = new TrainingProgress { Seconds = seconds, TotalEpochs = epochs },
    };

    private static Training Student(int epochs, double seconds) => Encoder(epochs, seconds, kind: "student");
}
