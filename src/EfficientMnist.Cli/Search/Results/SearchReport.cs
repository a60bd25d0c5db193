using System.Globalization;
using System.Text;
using EfficientMnist.Cli.Sweep.Results;
using EfficientMnist.Search.Studies;
using EfficientMnist.Search.Trials;

namespace EfficientMnist.Cli.Search.Results;

/// <summary>README.md of a search: the best first, then every trial.</summary>
internal static class SearchReport
{
    public static string Write(StudyPlan plan, IReadOnlyList<Trial> trials, SearchOrigin? origin, string plot)
    {
        var text = new StringBuilder();
        var objective = plan.Context[SearchLine.ObjectiveKey];
        text.Append(CultureInfo.InvariantCulture, $"# {DatasetTitle.Of(plan.Context["dataset"])}: search for the best {objective}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Meaning(objective)} {trials.Count} trials: {Count(trials, TrialState.Completed)} completed, {Count(trials, TrialState.Pruned)} ended early, {Count(trials, TrialState.Failed)} failed.\n");
        if (Ranking.Best(trials, plan.Goal) is { } best)
            text.Append(CultureInfo.InvariantCulture, $"\nBest: {best.Value:F4} (trial {SearchTable.Number(best)})\n\n```\n{Command(plan, best)}\n```\n");
        text.Append(CultureInfo.InvariantCulture, $"\n![Value of each trial, and by each option]({plot})\n");
        AppendAxes(text, plan, trials);
        AppendTrials(text, plan, trials, objective);
        AppendOrigin(text, plan, trials, origin);
        return text.ToString();
    }

    /// <summary>What makes the best of a search again.</summary>
    public static string Command(StudyPlan plan, Trial trial) => $"./eml run {string.Join(' ', SearchLine.Point(plan, trial).Options.Select(o => $"{o.Key}={o.Value}"))}";

    private static string Meaning(string objective) => objective switch
    {
        SearchLine.Estimate => "Accuracy estimated from labels that were bought and held back; the test set had no say. The best of many estimates is too good by chance: grade the winner by itself.",
        SearchLine.Accuracy => "Accuracy on the test set, which therefore says too much of the winner.",
        _ => "Loss of the encoder on images held back (on those trained with where there are none); no label was used.",
    };

    private static void AppendAxes(StringBuilder text, StudyPlan plan, IReadOnlyList<Trial> trials)
    {
        var importance = Importance.Of(plan.Space, trials, plan.Goal);
        text.Append("\n## Options searched\n\n");
        if (importance.Count > 0)
            text.Append("The last column is the share of the ranking that the option explains by itself (rank ε²); a search tries good values more often, so it is a rough guide.\n\n");
        text.Append(MarkdownTable.Header(["option", "values", .. importance.Count > 0 ? ["explains"] : Array.Empty<string>()]));
        foreach (var axis in plan.Space.Axes.OrderByDescending(a => importance.GetValueOrDefault(a.Name)))
            text.Append(MarkdownTable.Row([axis.Name, axis.Spelling, .. importance.TryGetValue(axis.Name, out var share) ? [share.ToString("P0", CultureInfo.InvariantCulture)] : Array.Empty<string>()]));
    }

    private static void AppendTrials(StringBuilder text, StudyPlan plan, IReadOnlyList<Trial> trials, string objective)
    {
        text.Append("\n## Trials, best first\n\n");
        text.Append(MarkdownTable.Header(["trial", objective, .. plan.Space.Axes.Select(a => a.Name), "seconds"]));
        foreach (var trial in Ranking.BestFirst(trials, plan.Goal))
            text.Append(MarkdownTable.Row([SearchTable.Number(trial), SearchProgress.Result(trial), .. plan.Space.Axes.Select(a => trial.Values[a.Name]), trial.Seconds.ToString("N0", CultureInfo.InvariantCulture)]));
    }

    private static void AppendOrigin(StringBuilder text, StudyPlan plan, IReadOnlyList<Trial> trials, SearchOrigin? origin)
    {
        text.Append("\n## How it was made\n\n");
        if (origin is not null)
            text.Append(CultureInfo.InvariantCulture, $"```\n{origin.Command}\n```\n\n{origin.Hardware.Cpu}, {origin.Hardware.Cores} cores, GPU: {origin.Hardware.Gpu}; {origin.Software.Dotnet}, commit {origin.Software.Source()}; {origin.Date.UtcDateTime:yyyy-MM-dd}. ");
        text.Append(CultureInfo.InvariantCulture, $"Sampler {plan.Sampler}, pruner {plan.Pruner}, seed {plan.Seed}; {trials.Sum(t => t.Seconds):N0} s of working time. Every trial with what it reported on the way is in [trials.jsonl](trials.jsonl), one row each in [trials.csv](trials.csv).\n");
    }

    private static int Count(IReadOnlyList<Trial> trials, TrialState state) => trials.Count(t => t.State == state);
}
