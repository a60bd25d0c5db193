using EfficientMnist.Core.Refusals;

namespace EfficientMnist.LabelOracle.Pricing;

/// <summary>What is said of prices when a run is opened, in whole smallest units.</summary>
/// <param name="Each">Of a label whose class has no price of its own; 0 where all have.</param>
/// <param name="ByClass">By the names of classes.</param>
/// <param name="Budget">What all labels may cost; 0 where their number alone is limited.</param>
internal sealed record AskedPrices(long Each, IReadOnlyDictionary<string, long> ByClass, long Budget)
{
    // Sums of it are far from what a long holds.
    private const long Most = 1_000_000_000_000_000;

    /// <summary>The money of a run with these prices that has bought nothing yet.</summary>
    /// <exception cref="RefusalException">The budget pays for no label.</exception>
    public Money BudgetFor(PriceList prices)
    {
        if (Budget is < 0 or > Most)
            throw Refusal.InvalidField("oracle.money", $"The budget in money is {Budget}; give 1 to {Most}, or none.");
        if (Budget > 0 && Budget < prices.Dearest)
            throw Refusal.InvalidField("oracle.money", $"A budget of {Budget} does not pay for one label, which may cost {prices.Dearest}. Give {prices.Dearest} or more.");
        return new Money(Budget == 0 ? null : Budget, Paid: 0, prices.Dearest);
    }
}
