using EfficientMnist.Cli.Sweep.Results;

namespace EfficientMnist.Cli.Tests.Sweep;

public sealed class SweepReportTests
{
    private static readonly Dictionary<string, string> Plots = new() { ["fashion-mnist"] = "accuracy.svg", ["mnist"] = "accuracy-mnist.svg" };

    [Fact]
    public void Report_OfTwoStrategies_HasMeansDeviationsAndTheGainSeedBySeed()
    {
        // Margin 80 and 82: mean 81, deviation √2. Random 75 and 79. Gains 5 and 3: mean 4, deviation √2.
        var report = Report(
            Results.Row("random", 100, 1, 0.75), Results.Row("margin", 100, 1, 0.80), Results.Row("random", 100, 2, 0.79), Results.Row("margin", 100, 2, 0.82),
            Results.Row("margin", 1_000, 1, 0.90));

        Assert.Contains("# Fashion-MNIST: accuracy by labels bought\n", report, StringComparison.Ordinal);
        Assert.Contains("mean ± sample standard deviation over seeds 1, 2.", report, StringComparison.Ordinal);
        Assert.Contains(
            """
            | labels | 100 | 1,000 |
            |---|---|---|
            | margin | **81.0 ± 1.4** | **90.0** (n = 1) |
            | random | 77.0 ± 2.8 |  |
            | margin − random | +4.0 ± 1.4 |  |

            """,
            report, StringComparison.Ordinal);
        Assert.Contains("![Fashion-MNIST: test accuracy against labels bought](accuracy.svg)", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Not complete", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Estimates", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_TellsCommandMachineSourceAndData()
    {
        var report = Report(Results.Row("margin", 100, 1, 0.80), Results.Row("random", 100, 1, 0.75) with { Commit = null });

        Assert.Contains(Results.Origin.Command, report, StringComparison.Ordinal);
        Assert.Contains("| hardware | a processor, 2 cores, 23.5 GiB; GPU: none |", report, StringComparison.Ordinal);
        Assert.Contains("| libraries | libtorch 1.13.1 |", report, StringComparison.Ordinal);
        Assert.Contains("Pool of 60,000 images, SHA-256 `abc…`; test set of 10,000, `def…`", report, StringComparison.Ordinal);
        Assert.Contains("Source of the runs: 0123456789ab (1 run), not written down, completed before this sweep (1 run).", report, StringComparison.Ordinal);
        Assert.Contains("| 5,000 | 90.0 | HCL, fine-tuned |", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfEstimates_SaysHowFarOffTheyAreAndHowManyIntervalsHold()
    {
        // Errors of +1, −1 and +3 points: mean 1, deviation 2. The third interval, 81 to 85, misses the 80.
        var report = Report(
            Estimated(1, 0.81, 0.79, 0.83), Estimated(2, 0.79, 0.77, 0.81), Estimated(3, 0.83, 0.81, 0.85));

        Assert.Contains("| fashion-mnist | margin | 100 | lure, 95 % | 3 | +1.0 ± 2.0 | 4.0 | 67 % (2 of 3) |", report, StringComparison.Ordinal);
        Assert.Contains("| all | all | all | lure, 95 % | 3 | +1.0 ± 2.0 | 4.0 | 67 % (2 of 3) |", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfRunsWithMembers_HasEachByItself()
    {
        MemberScore[] members = [new("kernel", 0.78), new("student", 0.795)];

        var report = Report(Results.Row("margin", 100, 1, 0.80) with { Members = members });

        Assert.Contains("| margin: kernel | 78.0 |", report, StringComparison.Ordinal);
        Assert.Contains("| margin: student | 79.5 |", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfTwoSeeds_HasTheirMacroF1()
    {
        var report = Report(Results.Row("margin", 100, 1, 0.80) with { MacroF1 = 0.76 }, Results.Row("margin", 100, 2, 0.80) with { MacroF1 = 0.78 });

        Assert.Contains("the mean of the classes' F1 scores:\n\n| labels | 100 |\n|---|---|\n| margin | 77.0 ± 1.4 |\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfRunsThatARuleStopped_SaysHowManyLabelsTheyBought()
    {
        var report = Report(Results.Row("margin", 100, 1, 0.80) with { LabelsBought = 80 }, Results.Row("margin", 100, 2, 0.80) with { LabelsBought = 70 });

        Assert.Contains("| budget | 100 |\n|---|---|\n| margin | 75 |", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfAnUnfinishedSweep_SaysSo()
    {
        var document = new SweepDocument([Results.Origin with { RunsMissing = 2 }], [Results.Row("margin", 100, 1, 0.8)]);

        Assert.Contains("**Not complete**: 1 of 3 runs.", SweepReport.Write(document, Plots), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfTwoDatasets_HasATableAndAPlotForEach()
    {
        var report = Report(Results.Row("margin", 100, 1, 0.80), Results.Row("margin", 100, 1, 0.98, "mnist"));

        Assert.Contains("## Fashion-MNIST\n", report, StringComparison.Ordinal);
        Assert.Contains("## MNIST\n\n![MNIST: test accuracy against labels bought](accuracy-mnist.svg)", report, StringComparison.Ordinal);
        Assert.Contains("| margin | 98.0 |", report, StringComparison.Ordinal);
    }

    private static string Report(params SweepRow[] rows) => SweepReport.Write(Results.Document(rows), Plots);

    private static SweepRow Estimated(long seed, double estimate, double low, double high) =>
        Results.Row("margin", 100, seed, 0.80) with { Estimate = new RunEstimate("lure", estimate, low, high, 100, 0.95) };
}
