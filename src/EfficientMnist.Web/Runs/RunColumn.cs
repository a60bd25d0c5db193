using System.Globalization;
using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;

namespace EfficientMnist.Web.Runs;

/// <summary>A column of the table of runs.</summary>
public sealed record RunColumn
{
    private const string OptionPrefix = "option:";

    /// <summary>What addresses and the browser call it; of an option <c>option:</c> and its name.</summary>
    public required string Key { get; init; }

    public required string Title { get; init; }

    /// <summary>What it sorts by.</summary>
    public required Func<Run, IComparable> Order { get; init; }

    /// <summary>What a cell says.</summary>
    public required Func<Run, string> Text { get; init; }

    /// <summary>Whether it stands at the right.</summary>
    public bool IsFigure { get; init; }

    /// <summary>Whether it sorts from the largest value down first.</summary>
    public bool IsLargestFirst { get; init; }

    /// <summary>Whether there is room for it on a phone.</summary>
    public bool IsNarrow { get; init; }

    /// <summary>The option it tells; null where it tells something else.</summary>
    public string? Option => Key.StartsWith(OptionPrefix, StringComparison.Ordinal) ? Key[OptionPrefix.Length..] : null;

    public string Class => string.Join(' ', IsFigure ? "right nowrap" : "", IsNarrow ? "" : "wide-only").Trim();

    /// <summary>All but those of options, in the order in which the table shows them.</summary>
    public static IReadOnlyList<RunColumn> Known { get; } =
    [
        Of("state", "State", run => run.State, run => RunText.State(run.State)),
        Of("dataset", "Data set", run => RunText.Option(run, "dataset"), run => RunText.Option(run, "dataset")),
        Of("strategy", "Strategy", run => RunText.Option(run, "strategy"), run => RunText.Option(run, "strategy")),
        Of("preset", "Preset", run => RunText.Option(run, "preset"), run => RunText.Option(run, "preset")),
        Of("seed", "Seed", run => Natural(RunText.Option(run, "seed")), run => RunText.Option(run, "seed")) with { IsFigure = true },
        Figure("labels", "Labels", run => run.BudgetSpent, run => $"{Layout.Text.Count(run.BudgetSpent)} / {Layout.Text.Count(run.BudgetLimit)}"),
        Figure("paid", "Paid", run => run.Paid, RunMoney.Paid),
        Figure("rejected", "Rejected", run => run.Rejected, run => Layout.Text.Count(run.Rejected)),
        Figure("accuracy", "Accuracy", run => run.Result?.Accuracy ?? -1, run => Layout.Text.Percent(run.Result?.Accuracy, 2)) with { IsNarrow = true },
        Figure("f1", "Macro-F1", run => run.Result?.MacroF1 ?? -1, run => Layout.Text.Percent(run.Result?.MacroF1, 2)),
        Of("members", "Members’ accuracy", run => run.Result?.Members.Select(member => member.Accuracy).DefaultIfEmpty(-1).Max() ?? -1, run => string.Join(", ", run.Result?.Members.Select(member => $"{member.Name} {Layout.Text.Percent(member.Accuracy, 2)}") ?? [])),
        Figure("estimate", "Estimate", run => run.Estimate?.Accuracy ?? -1, run => run.Estimate is { } told ? $"{Layout.Text.Percent(told.Accuracy)} ({Layout.Text.Percent(told.Low)} to {Layout.Text.Percent(told.High)})" : "–"),
        Figure("time", "Time", run => run.Seconds, run => Layout.Text.Duration(run.Seconds)),
        Figure("waited", "Waited", run => run.WaitedSeconds, run => Layout.Text.Duration(run.WaitedSeconds)),
        Figure("created", "Started", run => run.CreatedAt?.ToDateTime() ?? DateTime.MinValue, run => Layout.Text.Time(run.CreatedAt.ToDateTimeOffset())),
        Of("encoder", "Encoder", run => run.EncoderId, run => run.EncoderId),
        Of("tags", "Tags", run => string.Join(", ", RunText.Tags(run)), run => string.Join(", ", RunText.Tags(run))),
        Of("notes", "Notes", run => run.Description?.Notes ?? "", run => run.Description?.Notes ?? ""),
    ];

    /// <summary>The column of this key; null for none.</summary>
    public static RunColumn? Find(string key) =>
        key.StartsWith(OptionPrefix, StringComparison.Ordinal) && key.Length > OptionPrefix.Length ? OfOption(key[OptionPrefix.Length..]) : Known.FirstOrDefault(column => column.Key == key);

    /// <summary>The column of an option.</summary>
    public static RunColumn OfOption(string name) =>
        Known.FirstOrDefault(column => column.Key == name) ?? Of(OptionPrefix + name, name, run => Natural(RunText.Option(run, name)), run => RunText.Option(run, name));

    private static RunColumn Of(string key, string title, Func<Run, IComparable> order, Func<Run, string> text) =>
        new() { Key = key, Title = title, Order = order, Text = text };

    private static RunColumn Figure(string key, string title, Func<Run, IComparable> order, Func<Run, string> text) =>
        Of(key, title, order, text) with { IsFigure = true, IsLargestFirst = true };

    // Numbers as numbers, behind them words.
    private static IComparable Natural(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (number, "") : (double.PositiveInfinity, text);
}
