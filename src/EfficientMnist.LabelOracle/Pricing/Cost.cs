namespace EfficientMnist.LabelOracle.Pricing;

/// <summary>What is charged, reserved or given back.</summary>
/// <param name="Labels">A number of labels.</param>
/// <param name="Money">What they cost; without prices as many units.</param>
internal readonly record struct Cost(int Labels, long Money)
{
    public static Cost None { get; }

    public static Cost operator +(Cost one, Cost other) => new(one.Labels + other.Labels, one.Money + other.Money);
}
