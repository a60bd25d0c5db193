using System.Globalization;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Learn;

/// <summary>A run beside random sampling with as many labels.</summary>
internal static class Comparison
{
    public static Table Table(Run run, Run random)
    {
        var table = new Table()
            .AddColumns("labels", Markup.Escape(run.Options["strategy"]), "random", "gain");
        var byLabels = random.Result.Curve.ToDictionary(p => p.Labels, p => p.Accuracy);
        foreach (var point in run.Result.Curve)
        {
            var known = byLabels.TryGetValue(point.Labels, out var baseline);
            table.AddRow(
                point.Labels.ToString("N0", CultureInfo.InvariantCulture), Text(point.Accuracy),
                known ? Text(baseline) : "", known ? Gain(point.Accuracy - baseline) : "");
        }
        table.AddRow("macro-F1", Text(run.Result.MacroF1), Text(random.Result.MacroF1), Gain(run.Result.MacroF1 - random.Result.MacroF1));
        table.AddRow("seconds", Seconds(run), Seconds(random), "");
        return table;
    }

    public static string Verdict(Run run, Run random)
    {
        var reached = run.Result.Curve.FirstOrDefault(p => p.Accuracy >= random.Result.Accuracy);
        return reached is null || reached.Labels >= random.BudgetSpent
            ? string.Create(CultureInfo.InvariantCulture, $"{run.Options["strategy"]} {run.Result.Accuracy:P1}, random {random.Result.Accuracy:P1}, {run.BudgetSpent:N0} labels each.")
            : string.Create(CultureInfo.InvariantCulture, $"{run.Options["strategy"]} {run.Result.Accuracy:P1}, random {random.Result.Accuracy:P1} with {run.BudgetSpent:N0} labels each; {run.Options["strategy"]} was where random ended by {reached.Labels:N0} labels.");
    }

    private static string Text(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    private static string Gain(double value) => value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);

    private static string Seconds(Run run) => run.Seconds.ToString("F0", CultureInfo.InvariantCulture);
}
