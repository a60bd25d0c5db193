using System.Globalization;
using System.Text.Json.Nodes;
using EfficientMnist.Contracts.V1;
using Spectre.Console;

namespace EfficientMnist.Cli.Runs;

/// <summary>A completed run for people and for programs.</summary>
internal static class RunSummary
{
    /// <summary>One line: dataset, labels, accuracy, macro_f1, seed, strategy, encoder, seconds, curve.</summary>
    public static string Json(Run run)
    {
        var curve = new JsonArray([.. run.Result.Curve.Select(point => (JsonNode)new JsonArray(point.Labels, point.Accuracy))]);
        return new JsonObject
        {
            ["dataset"] = run.Options["dataset"],
            ["labels"] = run.BudgetSpent,
            ["accuracy"] = run.Result.Accuracy,
            ["macro_f1"] = run.Result.MacroF1,
            ["seed"] = long.Parse(run.Options["seed"], CultureInfo.InvariantCulture),
            ["strategy"] = run.Options["strategy"],
            ["encoder"] = run.Options["encoder.kind"],
            ["seconds"] = Math.Round(run.Seconds, 3),
            ["curve"] = curve,
        }.ToJsonString();
    }

    /// <summary>The learning curve under the run's name, and below it what the whole cost.</summary>
    public static void Write(Run run, Screen screen)
    {
        screen.Output.WriteLine($"{run.Options["dataset"]}: {run.Name}");
        var table = new Table().AddColumns("labels", "accuracy");
        foreach (var point in run.Result.Curve)
            table.AddRow(point.Labels.ToString("N0", CultureInfo.InvariantCulture), point.Accuracy.ToString("F4", CultureInfo.InvariantCulture));
        screen.OutputConsole().Write(table);
        screen.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"accuracy {run.Result.Accuracy:P2}, macro-F1 {run.Result.MacroF1:F4}, {run.BudgetSpent:N0} labels, {run.Seconds:F0} s"));
    }
}
