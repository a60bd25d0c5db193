using EfficientMnist.LabelOracle.Pricing;

namespace EfficientMnist.LabelOracle.Runs;

/// <summary>How many labels a run may buy, and has bought.</summary>
/// <param name="Limit">Labels it may buy.</param>
/// <param name="Spent">Labels it has bought.</param>
/// <param name="Money">What it pays for them; null where labels have no prices.</param>
internal readonly record struct RunBudget(int Limit, int Spent, Money? Money = null)
{
    public int Remaining => Limit - Spent;

    /// <summary>Whether what is left besides what is reserved pays a cost.</summary>
    public bool Pays(Cost cost, Cost reserved) =>
        cost.Labels <= Remaining - reserved.Labels && !(cost.Money > Money?.Remaining - reserved.Money);

    /// <summary>The same once a cost is charged.</summary>
    public RunBudget Charged(Cost cost) =>
        this with { Spent = Spent + cost.Labels, Money = Money is { } money ? money with { Paid = money.Paid + cost.Money } : null };
}
