namespace EfficientMnist.Contracts.Labelling;

/// <summary>What no run goes beyond.</summary>
public static class RunLimits
{
    /// <summary>How often a run may be extended: after each extension it is graded, and a test set that is looked at often is fitted to.</summary>
    public const int Extensions = 16;
}
