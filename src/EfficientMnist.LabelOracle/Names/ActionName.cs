using EfficientMnist.Contracts.V1;
using EfficientMnist.Core.Refusals;

namespace EfficientMnist.LabelOracle.Names;

/// <summary>Actions as they are written in the ledger and in telemetry.</summary>
internal static class ActionName
{
    public static string Of(LedgerAction action) => action switch
    {
        LedgerAction.Bought => "bought",
        LedgerAction.Answered => "answered",
        LedgerAction.Skipped => "skipped",
        LedgerAction.Undone => "undone",
        LedgerAction.Corrected => "corrected",
        LedgerAction.Given => "given",
        _ => throw Refusal.Invalid($"The action is {action}; give bought, answered, skipped, undone, corrected or given."),
    };

    public static LedgerAction Parse(string name) => name switch
    {
        "bought" => LedgerAction.Bought,
        "answered" => LedgerAction.Answered,
        "skipped" => LedgerAction.Skipped,
        "undone" => LedgerAction.Undone,
        "corrected" => LedgerAction.Corrected,
        "given" => LedgerAction.Given,
        _ => throw new InvalidDataException($"The ledger holds the unknown action '{name}'."),
    };
}
