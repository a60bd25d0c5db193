namespace EfficientMnist.Contracts.Labelling;

/// <summary>Images whose labels somebody wants before those that a run's strategy would choose.</summary>
public static class WantedImages
{
    /// <summary>What the ledger names as the strategy that chose them.</summary>
    public const string Strategy = "by_hand";
}
