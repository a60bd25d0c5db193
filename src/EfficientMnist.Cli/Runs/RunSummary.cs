using System.Globalization;
using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Runs;

/// <summary>A completed run for people.</summary>
internal static class RunSummary
{
    /// <summary>The learning curve under the run's name, and below it what the whole cost.</summary>
    /// <param name="run">The run.</param>
    /// <param name="gradings">How often the test split of its data set has been graded; null where that is not known.</param>
    /// <param name="screen">Where to.</param>
    public static void Write(Run run, int? gradings, Screen screen)
    {
        screen.Output.WriteLine($"{run.Options["dataset"]}: {run.Name}");
        if (run.Result is { } result)
            Write(result, screen);
        if (run.Stopping is { Stopped: true } stopping)
            screen.Output.WriteLine($"stopped ({stopping.Rule}): {stopping.Reason}");
        if (run.Estimate is { } estimate)
            screen.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"estimated without the test split: {RunText.Estimate(run)}, {estimate.Confidence:P0} confidence, {estimate.Labels:N0} labels drawn {estimate.Kind}"));
        if (run.NotGraded.Length > 0)
            screen.Output.WriteLine($"not graded: {run.NotGraded}");
        if (run.Result is not null && gradings is { } count)
            screen.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the test images of {run.Options["dataset"]} have been graded {count:N0} times in all, by whatever run"));
        var grade = run.Result is null ? "" : string.Create(CultureInfo.InvariantCulture, $"accuracy {run.Result.Accuracy:P2}, macro-F1 {run.Result.MacroF1:F4}, ");
        screen.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{grade}{run.BudgetSpent:N0} labels{(run.Rejected > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({run.Rejected:N0} of them rejected images)") : "")}{(RunMoney.Has(run) ? $", paid {RunMoney.Paid(run)}" : "")}, {run.Seconds:F0} s{(run.WaitedSeconds > 0 ? string.Create(CultureInfo.InvariantCulture, $" of work, {run.WaitedSeconds:F0} s of waiting for people") : "")}"));
    }

    private static void Write(RunResult result, Screen screen)
    {
        var table = new Table().AddColumns("labels", "accuracy");
        foreach (var point in result.Curve)
            table.AddRow(point.Labels.ToString("N0", CultureInfo.InvariantCulture), point.Accuracy.ToString("F4", CultureInfo.InvariantCulture));
        screen.OutputConsole().Write(table);
        if (result.Members.Count > 0)
            screen.Output.WriteLine($"mean of {string.Join(", ", result.Members.Select(member => string.Create(CultureInfo.InvariantCulture, $"{member.Name} {member.Accuracy:P2}")))}");
    }
}
