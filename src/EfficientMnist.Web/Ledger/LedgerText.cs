using EfficientMnist.Contracts.Labelling;
using EfficientMnist.Contracts.Ledgers;
using EfficientMnist.Contracts.V1;
using EfficientMnist.Web.Layout;

namespace EfficientMnist.Web.Ledger;

/// <summary>How rows of the ledger read.</summary>
internal static class LedgerText
{
    public static IReadOnlyList<(QueryPurpose Purpose, string Name)> Purposes { get; } =
        [(QueryPurpose.Seed, "cold start"), (QueryPurpose.Acquire, "strategy"), (QueryPurpose.Validate, "validation")];

    public static IReadOnlyList<(LedgerAction Action, string Name)> Actions { get; } =
        [(LedgerAction.Bought, "bought"), (LedgerAction.Answered, "answered"), (LedgerAction.Skipped, "skipped"), (LedgerAction.Undone, "undone"), (LedgerAction.Corrected, "corrected"), (LedgerAction.Given, "given")];

    public static string Of(QueryPurpose purpose) => Purposes.FirstOrDefault(known => known.Purpose == purpose).Name ?? "–";

    public static string Of(LedgerAction action) => Actions.FirstOrDefault(known => known.Action == action).Name ?? "–";

    /// <summary>What chose an image.</summary>
    public static string Strategy(string strategy) => strategy == WantedImages.Strategy ? "by hand" : strategy;

    /// <summary>What a row has cost: money where labels have prices, negative where an undo gives it back; else a label.</summary>
    public static string Charged(Run run, LedgerEntry entry) => (RunMoney.Has(run), entry) switch
    {
        (true, { Charged: true } or { Paid: not 0 }) => Text.Count(entry.Paid),
        (false, { Charged: true }) => "1 label",
        _ => "–",
    };

    public static string Tone(LedgerAction action) => action switch
    {
        LedgerAction.Answered => "good",
        LedgerAction.Corrected => "accent",
        LedgerAction.Skipped or LedgerAction.Undone => "warn",
        _ => "",
    };
}
