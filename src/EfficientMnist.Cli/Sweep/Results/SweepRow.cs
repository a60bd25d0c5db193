using System.Globalization;
using EfficientMnist.Cli.Sweep.Grid;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Cli.Sweep.Results;

/// <summary>One completed run.</summary>
internal sealed record SweepRow
{
    // A test set of a million images would not fill them.
    private const int Digits = 6;

    public required string Dataset { get; init; }

    public required string Strategy { get; init; }

    /// <summary>The budget.</summary>
    public required int Labels { get; init; }

    /// <summary>Fewer than the budget where a rule stopped the run.</summary>
    public required int LabelsBought { get; init; }

    public required long Seed { get; init; }

    public required double Accuracy { get; init; }

    public required double MacroF1 { get; init; }

    /// <summary>The parts of the final classifier; empty where it has none.</summary>
    public IReadOnlyList<MemberScore> Members { get; init; } = [];

    public RunEstimate? Estimate { get; init; }

    /// <summary>The rule by which the run stopped buying; empty where it does not say.</summary>
    public string Stop { get; init; } = "";

    public string EncoderId { get; init; } = "";

    /// <summary>Working time of the run, the training of its encoder included where that was not there yet.</summary>
    public required double Seconds { get; init; }

    public required string RunId { get; init; }

    /// <summary>Of the source when the sweep started or resumed the run; null where the run was there already and nobody wrote it down.</summary>
    public string? Commit { get; init; }

    /// <summary>Labels bought and test accuracy, on the way and at the end.</summary>
    public IReadOnlyList<double[]> Curve { get; init; } = [];

    /// <summary>Every option of the run, defaults included.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    public static SweepRow Of(Run run, SweepPoint point, string? commit) => new()
    {
        Dataset = run.Options[OptionNames.Dataset],
        Strategy = run.Options[OptionNames.Strategy],
        Labels = int.Parse(run.Options[OptionNames.Labels], CultureInfo.InvariantCulture),
        LabelsBought = run.BudgetSpent,
        Seed = long.Parse(run.Options[OptionNames.Seed], CultureInfo.InvariantCulture),
        Accuracy = Math.Round(run.Result.Accuracy, Digits),
        MacroF1 = Math.Round(run.Result.MacroF1, Digits),
        Members = [.. run.Result.Members.Select(m => new MemberScore(m.Name, Math.Round(m.Accuracy, Digits)))],
        Estimate = run.Estimate is { } estimate
            ? new RunEstimate(estimate.Kind, Math.Round(estimate.Accuracy, Digits), Math.Round(estimate.Low, Digits), Math.Round(estimate.High, Digits), estimate.Labels, estimate.Confidence)
            : null,
        Stop = run.Stopping?.Rule ?? "",
        EncoderId = run.EncoderId,
        Seconds = Math.Round(run.Seconds, 1),
        RunId = run.RunId,
        Commit = commit,
        Curve = [.. run.Result.Curve.Select(p => new[] { p.Labels, Math.Round(p.Accuracy, Digits) })],
        // What was typed and is no option by itself, such as a preset, tells runs apart as well.
        Options = point.Options.Concat(run.Options).GroupBy(o => o.Key, StringComparer.Ordinal)
            .OrderBy(o => o.Key, StringComparer.Ordinal).ToDictionary(o => o.Key, o => o.Last().Value, StringComparer.Ordinal),
    };
}
