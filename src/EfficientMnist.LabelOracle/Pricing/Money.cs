namespace EfficientMnist.LabelOracle.Pricing;

/// <summary>What a run pays for labels, in whole smallest units of a currency such as cents.</summary>
/// <param name="Limit">The sum it may pay; null where the number of labels alone is limited.</param>
/// <param name="Paid">What it has paid.</param>
/// <param name="Dearest">The most that a label may cost.</param>
internal readonly record struct Money(long? Limit, long Paid, long Dearest)
{
    /// <summary>Null where there is no limit.</summary>
    public long? Remaining => Limit - Paid;
}
